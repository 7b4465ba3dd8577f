"""Comments as a Django app."""

from finsam.core import declaring


class CommentsConfig(declaring.DomainApp):
    """What the board and others say of a document that has been proposed."""

    name = "finsam.comments"
    label = "comments"
    verbose_name = "Kommentarer"
    declares = ("locks", "record")
    counts_people = ("comments.comment",)  # its words may say the figure that it is about
