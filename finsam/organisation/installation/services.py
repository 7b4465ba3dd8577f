"""What is done with the installation: begin it, make a förbund, invite who runs it and who looks after the whole."""

from __future__ import annotations

import base64

from django.conf import settings
from django.contrib.auth.models import Permission as Right
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from finsam.core import audit, mail, services
from finsam.core.models import Access, FiscalYear, Forbund, User
from finsam.core.services import Child
from finsam.core.tenancy.invitations import password_link
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import scopes_disabled
from finsam.core.views.site import ADMINISTERS
from finsam.organisation.models import Body, BodyKind, Member, MemberKind, Payer

# What every förbund has by lagen (2003:1210), and the office that one person usually is.
BODIES = (
    ("Styrelsen", BodyKind.BOARD),
    ("Revisorer", BodyKind.AUDITORS),
    ("Kansli", BodyKind.OFFICE),
)


def is_empty() -> bool:
    """Whether nobody can sign in yet."""
    return not User.objects.exists()


def setup_code(secret: str = "") -> str:
    """What the first person has to know: `ABCD-EFGH-…`, a hundred bits, the same in every process of the site.

    It is made from FINSAM_SECRET_KEY and told in the site's log only, so whoever runs the site knows it. It opens
    nothing once somebody can sign in, and is too long to be guessed.
    """
    digest = salted_hmac("finsam.installation", "begin", secret or None, algorithm="sha256").digest()
    letters = base64.b32encode(digest).decode()[:20]
    return "-".join(letters[place : place + 4] for place in range(0, 20, 4))


def is_setup_code(text: str) -> bool:
    """Whether somebody has written the code, in small or large letters, with or without its hyphens."""
    written = "".join(text.split()).replace("-", "").upper()
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(constant_time_compare(written, setup_code(secret).replace("-", "")) for secret in secrets)


def administrators():
    """Those who look after the installation."""
    label, codename = ADMINISTERS.split(".")
    given = Q(user_permissions__content_type__app_label=label, user_permissions__codename=codename)
    return User.objects.filter(given | Q(is_superuser=True), is_active=True).distinct()


def _give_right(user: User) -> None:
    label, codename = ADMINISTERS.split(".")
    user.user_permissions.add(Right.objects.get(content_type__app_label=label, codename=codename))


@transaction.atomic
def begin(*, user: User, by: User) -> User:
    """Save the first user, who looks after the installation and invites the others. Raises ValidationError."""
    if not is_empty():
        raise ValidationError("Installationen är redan påbörjad. Logga in i stället.")
    user.full_clean()
    user.save()
    _give_right(user)
    audit.record(by=by, verb="skapade", obj=user, before={}, after=audit.snapshot(user))
    return user


@transaction.atomic
def invite_administrator(*, email: str, name: str, by: User) -> User:
    """Let one more person look after the installation. Raises ValidationError when she already does."""
    services.turn(None)
    user = services.user_of(email, name)
    before = audit.snapshot(user)
    if administrators().filter(pk=user.pk).exists():
        raise ValidationError({"email": f"{user} sköter redan installationen."})
    _give_right(user)
    before, after = audit.difference(before, audit.snapshot(user))
    audit.record(by=by, verb="bjöd in", obj=user, before=before, after=after)
    return user


def tell_administrator(user: User, *, by: User) -> None:
    """Send the letter of an invitation to look after the installation. Raises NotSent."""
    new = not user.has_usable_password()
    context = {
        "user": user,
        "by": by,
        "link": settings.ORIGIN + password_link(user) if new else "",
        "address": settings.ORIGIN + reverse("installation"),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
    }
    text = render_to_string("organisation/installation_invitation.txt", context)
    mail.send(EmailMessage("Inbjudan att sköta Finsam", text, None, [user.email]))


@transaction.atomic
def make_forbund(
    forbund: Forbund,
    *,
    year: int,
    kommuner: list[str],
    region: str,
    chief_name: str,
    chief_email: str,
    by: User,
) -> Access:
    """Make a förbund with its members, who pays, its bodies and its first year, and let its förbundschef in.

    The state pays as one (5 § lagen (2003:1210)). Two rows in the log: the förbund, and who was invited. Raises
    ValidationError; then nothing is saved.
    """
    with scopes_disabled():  # it has no scope until it is there
        services.save(forbund, by=by, children=_parts(forbund, year, kommuner, region))
        return services.invite(
            forbund=forbund, email=chief_email, name=chief_name, role=Role.FORBUNDSCHEF, by=by
        )


def _parts(forbund: Forbund, year: int, kommuner: list[str], region: str) -> list[Child]:
    state = [
        Member(forbund=forbund, name=str(MemberKind.FK.label), kind=MemberKind.FK),
        Member(forbund=forbund, name=str(MemberKind.AF.label), kind=MemberKind.AF),
    ]
    others = [Member(forbund=forbund, name=region, kind=MemberKind.REGION)]
    others += [Member(forbund=forbund, name=name, kind=MemberKind.KOMMUN) for name in kommuner]
    paying = [("Staten", state), *((member.name, [member]) for member in others)]
    children = [Child(FiscalYear(forbund=forbund, year=year, key=str(year)))]
    for order, member in enumerate([*state, *others], 1):
        member.order = order
        children.append(Child(member))
    for order, (name, members) in enumerate(paying, 1):
        children.append(Child(Payer(forbund=forbund, name=name, order=order), {"members": members}))
    for order, (name, kind) in enumerate(BODIES, 1):
        children.append(Child(Body(forbund=forbund, name=name, kind=kind, order=order)))
    return children


def waiting_chief(forbund: Forbund) -> str | None:
    """Why the installation's administratör can't invite another förbundschef, or None while nobody has come in.

    Once somebody has chosen a password the förbund lets people in by itself.
    """
    chiefs = Access.objects.with_scopes_disabled().filter(forbund=forbund, role=Role.FORBUNDSCHEF)
    if any(access.user.has_usable_password() for access in chiefs.select_related("user")):
        return f"{forbund} har en förbundschef som har loggat in. Nu bjuder förbundet själv in andra."
    return None


@transaction.atomic
def invite_chief(*, forbund: Forbund, email: str, name: str, by: User) -> Access:
    """Invite a förbundschef again, or another at another address, while none has come in. Raises ValidationError."""
    services.turn(forbund.pk)
    refusal = waiting_chief(forbund)
    if refusal:
        raise ValidationError(refusal)
    with scopes_disabled():
        same = Access.objects.filter(forbund=forbund, user__email__iexact=email, role=Role.FORBUNDSCHEF)
        known = same.select_related("user", "forbund").first()
        if known is not None:
            return known
        return services.invite(forbund=forbund, email=email, name=name, role=Role.FORBUNDSCHEF, by=by)
