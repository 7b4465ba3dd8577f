"""The second steps themselves, as allauth keeps them: their words, and passkeys that stand for both steps at once."""

from typing import ClassVar

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from finsam.core.crud.fields import JSONFormField
from finsam.core.sign_in.sessions import device

NOT_CONFIRMED = "Det gick inte att bekräfta. Försök igen."


class MFAAdapter(DefaultMFAAdapter):
    """The site's words and name."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "Den går inte att ta bort.",
        "cannot_generate_recovery_codes": "Slå på tvåstegsverifiering innan du skapar reservkoder.",
        "incorrect_code": NOT_CONFIRMED,
        "unverified_email": "Bekräfta din e-postadress först.",
    }

    def generate_authenticator_name(self, user, type):  # noqa: A002 - allauth's name for it
        """What a new passkey is called unless she says otherwise: where it was made."""
        return device(context.request.META.get("HTTP_USER_AGENT", ""))

    def get_public_key_credential_rp_entity(self):
        """What the browser calls the site when it asks which passkey to use."""
        return super().get_public_key_credential_rp_entity() | {"name": "Finsam"}


class AnswerField(JSONFormField):
    """What a passkey answered, as the browser's script sends it; what has another form is not confirmed."""

    refusal = NOT_CONFIRMED
    default_error_messages: ClassVar[dict[str, str]] = {"invalid": refusal}

    def __init__(self, form):
        super().__init__(widget=forms.HiddenInput)
        self.form = form

    def to_python(self, value):
        answer = super().to_python(value)
        if isinstance(answer, str) or not answer:
            return answer
        try:
            self.form.from_dict(answer)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise ValidationError(self.refusal, code="invalid") from error
        return answer


class LoginPasskeyForm(LoginWebAuthnForm):
    """Signing in with a passkey alone."""

    credential = AnswerField(AuthenticationResponse)


class AuthenticatePasskeyForm(AuthenticateWebAuthnForm):
    """A passkey as the second step."""

    credential = AnswerField(AuthenticationResponse)


class ReauthenticatePasskeyForm(ReauthenticateWebAuthnForm):
    """A passkey before what is sensitive."""

    credential = AnswerField(AuthenticationResponse)


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey: always one that lives in its device and asks who is there, so that it is two steps by itself."""

    credential = AnswerField(RegistrationResponse)
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
