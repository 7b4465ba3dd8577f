"""The only way to an object: a visit knows who comes, to which förbund and year, and what is allowed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from http import HTTPStatus
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef
from django.http import Http404, HttpResponseNotAllowed
from django.utils import timezone

from finsam.core.addresses import year_address
from finsam.core.audit.heard import heard
from finsam.core.models import Access, FiscalYear, Forbund, Owned, User, YearOwned
from finsam.core.sign_in.second_step import Missing, held_by, missing
from finsam.core.tenancy import rules
from finsam.core.tenancy.permissions import Permission, Role
from finsam.core.values.cautions import cautions
from finsam.core.views.errors import second_step_first

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


@dataclass
class TenantContext:
    """A person in a förbund, perhaps in one of its years. Everything is fetched through it."""

    user: User
    forbund: Forbund
    roles: tuple[str, ...]
    permissions: frozenset[Permission]
    fiscal_year: FiscalYear | None = None
    second_step: Missing | None = None  # that she has to set up
    kept: dict = field(default_factory=dict, repr=False)  # what is made once for the visit
    told: dict[str, None] = field(default_factory=dict)

    @property
    def here(self) -> FiscalYear:
        """The year that the page stands in. Raises Http404 on a page that stands in none."""
        if self.fiscal_year is None:
            raise Http404("Sidan hör till ett år.")
        return self.fiscal_year

    def tell(self, sentences: Iterable[str]) -> None:
        """Leave sentences for the visitor, said on the next page when what was sent has been saved."""
        self.told.update(dict.fromkeys(sentences))

    @classmethod
    def of(cls, user: User, key: str, year: int | None, *, two_steps: bool = False) -> "TenantContext":
        """The visit, or Http404 for someone who may not know that the förbund or year exists.

        `two_steps`: whether somebody whom we trust with it has seen to that she signed in in two.
        """
        today = timezone.localdate()
        theirs = Access.objects.with_scopes_disabled().filter(forbund__key=key, user=user)
        theirs = theirs.annotate(has_second_step=held_by(OuterRef("user")))
        accesses = [access for access in theirs.select_related("forbund") if access.valid_on(today)]
        if not accesses:
            raise Http404("Förbundet finns inte.")
        forbund = accesses[0].forbund
        permissions = frozenset().union(*(access.permissions for access in accesses))
        tenant = cls(user, forbund, tuple(access.role for access in accesses), permissions)
        if not (two_steps or accesses[0].has_second_step):
            tenant.second_step = missing(user, forbund, permissions)
        if year is not None:
            tenant.enter(year)
        return tenant

    @classmethod
    def of_program(cls, forbund: Forbund, permissions: frozenset[Permission]) -> "TenantContext":
        """The visit of a program that a förbund has let in: it is nobody in particular, and has no role."""
        return cls(cast(User, AnonymousUser()), forbund, (), permissions)

    def enter(self, year: int) -> None:
        """Stand in one of the förbund's years. Raises Http404 where it has none such."""
        years = FiscalYear.objects.with_scopes_disabled()
        self.fiscal_year = years.filter(forbund=self.forbund, year=year).first()
        if self.fiscal_year is None:
            raise Http404(f"{self.forbund} har inget år {year}.")
        self.fiscal_year.forbund = self.forbund  # read once already

    def refusal(self, permission: Permission) -> str | None:
        """Why this person may not, or None."""
        return rules.refusal(self.permissions, permission)

    def require(self, permission: Permission) -> None:
        """Raise PermissionDenied with the reason unless allowed."""
        reason = self.refusal(permission)
        if reason:
            raise PermissionDenied(reason)

    @cached_property
    def may(self) -> dict[str, bool]:
        """For templates: `tenant.may.edit_plan`."""
        return {permission.value: permission in self.permissions for permission in Permission}

    @property
    def role_names(self) -> str:
        """`Förbundschef, ekonom`."""
        return ", ".join(str(Role(role).label) for role in self.roles)

    @property
    def years(self):
        """The förbund's years, newest first."""
        return FiscalYear.objects.filter(forbund=self.forbund)

    def all(self, model: type[Owned]):
        """The model's objects of this förbund, and of this year when they belong to one."""
        rows = model.objects.filter(forbund=self.forbund)
        return rows.filter(fiscal_year=self.fiscal_year) if issubclass(model, YearOwned) else rows

    def get(self, model: type[Owned], **lookup) -> Owned:
        """One object by key through this door, or Http404."""
        askable = "\0" not in "".join(map(str, lookup.values()))  # PostgreSQL won't hear of it
        row = self.all(model).filter(**lookup).first() if askable else None
        if row is None:
            raise Http404(f"{model._meta.verbose_name.capitalize()} finns inte.")
        return row


def address(tenant: TenantContext, name: str, **kwargs) -> str:
    """The address of a page in the visit's förbund and year."""
    return year_address(tenant.forbund, tenant.fiscal_year.year, name, **kwargs)


def require_permission(
    read: Permission = Permission.READ,
    write: Permission | None = None,
    *,
    kept: bool = True,
    by_visit: bool = False,
):
    """Guard a view under /<forbund>/: who may look, who may post. Without `write` it can't be posted to.

    The middleware has put the visit on the request and opened the scope. A page whose answer depends on more than the
    förbund's rows, the person and the address isn't `kept` until something changes; one that also depends on when the
    person was here last is kept `by_visit`.
    """

    def guard(view):
        @wraps(view)
        def guarded(request, forbund, year=None, **kwargs):
            if request.method in SAFE_METHODS:
                request.tenant.require(read)
            elif write is None:
                return HttpResponseNotAllowed(SAFE_METHODS)
            else:
                request.tenant.require(write)
                if request.tenant.second_step and request.tenant.second_step.overdue:
                    return second_step_first(request, str(request.tenant.second_step))
            with heard() as texts:
                response = view(request, **kwargs)
            if response.status_code == HTTPStatus.FOUND:
                limit = request.tenant.forbund.suppression_threshold
                for sentence in (*request.tenant.told, *cautions(texts, limit)):
                    messages.warning(request, sentence)
            return response

        guarded.required_permissions, guarded.kept, guarded.by_visit = (read, write), kept, by_visit
        return guarded

    return guard
