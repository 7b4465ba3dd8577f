"""Form widgets."""

from django import forms


class ProseWidget(forms.Textarea):
    """Rich text; a plain text area until the script has loaded."""
