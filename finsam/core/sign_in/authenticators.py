"""The second steps themselves, as allauth keeps them: their words, and passkeys that stand for both steps at once."""

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms

from finsam.core.sign_in.sessions import device


class MFAAdapter(DefaultMFAAdapter):
    """The site's words and name."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "Den går inte att ta bort.",
        "cannot_generate_recovery_codes": "Slå på tvåstegsverifiering innan du skapar reservkoder.",
        "incorrect_code": "Det gick inte att bekräfta. Försök igen.",
        "unverified_email": "Bekräfta din e-postadress först.",
    }

    def generate_authenticator_name(self, user, type):  # noqa: A002 - allauth's name for it
        """What a new passkey is called unless she says otherwise: where it was made."""
        return device(context.request.META.get("HTTP_USER_AGENT", ""))

    def get_public_key_credential_rp_entity(self):
        """What the browser calls the site when it asks which passkey to use."""
        return super().get_public_key_credential_rp_entity() | {"name": "Finsam"}


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey: always one that lives in its device and asks who is there, so that it is two steps by itself."""

    name = forms.CharField(
        label="Namn",
        required=False,
        max_length=60,
        help_text="Så att du känner igen den, till exempel Telefonen.",
    )
    # allauth's script reads it; nobody chooses it.
    passwordless = forms.BooleanField(
        required=False, initial=True, widget=forms.CheckboxInput(attrs={"hidden": True})
    )

    def clean_passwordless(self):
        """Whatever is posted, the passkey has to have asked who is there."""
        return True


class EditPasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(label="Namn", max_length=60)
