"""The QR code on the cover is drawn as it was computed, and says nothing else than its text."""

import re

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

from finsam.rendering import qr

ADDRESS = "https://finsam.example.se/handling/k7rw3mzt9q/"


def drawn(svg: str) -> set[tuple[int, int]]:
    """The dark squares of the drawing, by column and row."""
    path = re.findall(r'd="([^"]*)"', svg)[-1]
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path)
    assert all(there == back for _, _, there, back in runs)
    return {(int(x) + step, int(y)) for x, y, length, _ in runs for step in range(int(length))}


def test_squares_are_those_of_the_code():
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(ADDRESS)
    code.make()
    expected = {(x, y) for y, row in enumerate(code.get_matrix()) for x, dark in enumerate(row) if dark}
    assert drawn(qr.svg(ADDRESS)) == expected


def test_same_text_is_the_same_drawing_and_another_is_another():
    assert qr.svg(ADDRESS) == qr.svg(ADDRESS)
    assert qr.svg(ADDRESS) != qr.svg(ADDRESS.replace("k", "h"))


def test_it_is_small_enough_to_be_read_from_24_millimetres():
    """A telephone reads squares of half a millimetre; the long address of a real site has them."""
    size = int(re.search(r'viewBox="0 0 (\d+)', qr.svg(ADDRESS))[1])
    assert size <= 41  # 33 squares and the quiet zone: 24 mm / 41 = 0,59 mm
