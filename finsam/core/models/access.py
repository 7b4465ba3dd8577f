"""Users and what they may do in which förbund."""

from datetime import date, timedelta

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from finsam.core.models.owned import Owned, dates_in_order, promise, unique
from finsam.core.tenancy.permissions import ROLES, Permission, Role
from finsam.core.values.collation import in_swedish
from finsam.core.values.periods import long_date
from finsam.core.values.privacy import refuse_in_fields

ACTING_DAYS = 90  # that somebody may be acting förbundschef, before it is decided anew


def last_acting_day(first: date) -> date:
    """The last day that an acting förbundschef may be given from a day on."""
    return first + timedelta(days=ACTING_DAYS - 1)


class UserManager(BaseUserManager):
    """Makes users by e-mail address."""

    def create_user(self, email, password=None, **fields):
        """A user who signs in with the address; without a password, one that must be set by mail."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password) if password else user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """A user who may use the admin pages of every förbund."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        """Signing in doesn't mind capital letters."""
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. What she may do stands in her Access rows, one per förbund and role."""

    email = models.EmailField("e-post", unique=True)
    name = models.CharField("namn", max_length=80)
    is_active = models.BooleanField("aktiv", default=True)
    is_staff = models.BooleanField("får använda administrationen", default=False)
    wants_meeting_letters = models.BooleanField("brev om möten och handlingar", default=True)
    wants_comment_letters = models.BooleanField("brev om kommentarer och svar", default=True)
    wants_question_letters = models.BooleanField("brev om revisorernas frågor och svaren", default=True)
    date_joined = models.DateTimeField("tillagd", default=timezone.now)
    # What her time to set one up runs from: finsam.core.sign_in.second_step.
    second_step_asked = models.DateTimeField("tvåstegsverifiering efterfrågad", null=True, editable=False)

    objects = UserManager()
    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ("name",)
    administered = ("add", "change")  # switched off instead of removed: the log still names her

    class Meta:
        verbose_name = "användare"
        verbose_name_plural = "användare"
        ordering = (in_swedish("name"),)

    def __str__(self):
        return self.name or self.email

    def clean(self):
        super().clean()
        errors = refuse_in_fields(self)
        if errors:
            raise ValidationError(errors)

    def reference(self) -> str:
        """What the audit calls this user, also when she is gone."""
        return f"core.user:{self.email}"

    def get_full_name(self):
        """Her name, for mail and headings."""
        return self.name


class Access(Owned):
    """A user's role in a förbund, between two dates."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="användare", related_name="accesses")
    role = models.CharField("roll", max_length=16, choices=Role)
    start = models.DateField("från", null=True, blank=True)
    end = models.DateField("till och med", null=True, blank=True)

    most = 1000  # of all years

    class Meta:
        verbose_name = "åtkomst"
        verbose_name_plural = "åtkomster"
        ordering = ("role", in_swedish("user__name"))
        constraints = [
            unique("forbund", "user", "role", message="Personen har redan den rollen."),
            dates_in_order("Åtkomsten kan inte sluta innan den börjar."),
            promise(
                "access_acting_has_an_end",
                ~models.Q(role=Role.ACTING) | models.Q(start__isnull=False, end__isnull=False),
                "En tillförordnad förbundschef ska ha en första och en sista dag.",
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display().lower()}"

    def key_text(self):
        return f"{self.user.email.replace('@', ' ').replace('.', ' ')} {self.role}"

    def clean(self):
        super().clean()
        if self.role == Role.ACTING and self.start and self.end:
            latest = last_acting_day(max(self.start, timezone.localdate()))
            if self.end > latest:
                raise ValidationError(
                    {
                        "end": f"Uppdraget kan vara högst {ACTING_DAYS} dagar, till och med {long_date(latest)}. Det kan "
                        "förlängas sedan."
                    }
                )

    def removed(self) -> None:
        """Whoever has no access left has nothing to be signed in to."""
        from finsam.core.sign_in.sessions import end_without_access  # it stands above the models

        super().removed()
        end_without_access(self.user, removed=self)

    def valid_on(self, day) -> bool:
        """Whether the access holds on a date."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the role allows."""
        return ROLES[self.role].permissions
