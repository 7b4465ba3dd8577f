"""Form widgets."""

from django import forms
from django.templatetags.static import static
from js_asset import Script


class ProseWidget(forms.Textarea):
    """Rich text with bound figures; a plain text area with the HTML until, or unless, the script has loaded.

    The script takes the addresses of what it imports from here instead of from an import map, which would be
    an inline script. `data-facts` (where to look for figures) and `data-loose` (where those that are typed are found)
    are set by the form, which knows the förbund. So are, for a section's text, `data-picture-store` (where its pictures are
    kept and chosen) and `data-picture-files` (how the address of each begins).
    """

    def __init__(self, attrs=None):
        super().__init__({"rows": 8, **(attrs or {})})

    @property
    def media(self):
        return forms.Media(
            css={
                "all": [
                    "django_prose_editor/material-icons.css",
                    "django_prose_editor/editor.css",
                    "finsam/prose.css",
                ]
            },
            js=[Script("finsam/prose.js", type="module")],
        )

    def build_attrs(self, base_attrs, extra_attrs=None):
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return {
            **attrs,
            "data-prose": static("django_prose_editor/editor.js"),
            "data-pasted": static("finsam/pasted.js"),
            "data-figures": static("finsam/figures.js"),
            **{
                f"data-{name}": static(f"finsam/{name}.js")
                for name in ("tables", "notes", "pictures")
                if "data-of-section" in attrs
            },
        }

    def use_required_attribute(self, initial):
        """The area is hidden behind the editor, where a browser's own complaint could not be seen."""
        return False
