"""The checks as a Django app."""

from finsam.core import declaring


class ChecksConfig(declaring.DomainApp):
    """The rules that hold for every document."""

    name = "finsam.checks"
    label = "checks"
    verbose_name = "Avstämning"
    declares = ("sums", "wording")
