"""The ground floor as a Django app."""

from finsam.core import declaring


class CoreConfig(declaring.DomainApp):
    """Tenancy, permissions, audit, and pages for objects."""

    name = "finsam.core"
    label = "core"
    verbose_name = "Förbund och åtkomst"
