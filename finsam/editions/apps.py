"""What was handed out, as a Django app."""

from finsam.core import declaring


class EditionsConfig(declaring.DomainApp):
    """The stored copies of documents that were proposed, decided or signed."""

    name = "finsam.editions"
    label = "editions"
    verbose_name = "Handlingar"
    declares = ("locks", "deciding", "board_page")
    keeps = ("editions.edition", "editions.editionfile", "editions.release")
