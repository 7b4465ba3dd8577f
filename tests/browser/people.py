"""Made-up people to sign in as. One is förbundschef in two förbund, so that she has a choice to make."""

from finsam.core.models import Access, Forbund, User
from finsam.core.tenancy.permissions import Role

PASSWORD = "kaffe-och-bulle-2024"

# The name before @example.se → what the person is called, and the role in each förbund.
PEOPLE = {
    "chef": ("Kim Chef", {"kramfors": Role.FORBUNDSCHEF}),
    "kollega": ("Alex Kollega", {"kramfors": Role.FORBUNDSCHEF}),
    "ledamot": ("Lo Ledamot", {"kramfors": Role.LEDAMOT}),
    "revisor": ("Robin Revisor", {"kramfors": Role.REVISOR}),
    "vandrare": (
        "Love Vandrare",
        {
            "degerfors-karlskoga": Role.FORBUNDSCHEF,
            "lekeberg-orebro": Role.FORBUNDSCHEF,
            "finnveden": Role.FORBUNDSCHEF,
        },
    ),
    "nora": ("Nora Nyberg", {"degerfors-karlskoga": Role.INSATSANSVARIG}),
}


def email(who: str) -> str:
    """The address a person signs in with."""
    return f"{who}@example.se"


def make_people() -> None:
    """All of them, in the database that is connected."""
    for who, (name, roles) in PEOPLE.items():
        user = User.objects.create_user(email(who), PASSWORD, name=name)
        for forbund, role in roles.items():
            Access(forbund=Forbund.objects.get(key=forbund), user=user, role=role).save()
