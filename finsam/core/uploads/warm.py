"""What the process that reads files has at hand before the first one comes (apart.py); it is loaded once, not for each."""

from importlib import import_module

import django

django.setup()
for name in (
    "csv",
    "docx",
    "defusedxml.ElementTree",
    "openpyxl",
    "PIL.JpegImagePlugin",
    "PIL.PngImagePlugin",
):
    import_module(name)
