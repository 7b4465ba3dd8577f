"""The tenant, its years and pictures, who may come in, and what was changed."""

from finsam.core.models.access import Access, User
from finsam.core.models.audit import AuditEntry
from finsam.core.models.files import Uploaded
from finsam.core.models.forbund import TERMS, FiscalYear, Forbund, Quorum
from finsam.core.models.owned import (
    Ordered,
    Owned,
    Remembering,
    YearOwned,
    dates_in_order,
    key_validator,
    make_key,
    optional,
    part_of,
    promise,
    required,
    unique,
)
from finsam.core.models.pictures import Picture
