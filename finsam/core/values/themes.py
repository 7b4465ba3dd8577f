"""The designs of documents on paper that a förbund chooses among."""

from finsam.core.values.labels import Labelled


class Theme(Labelled):
    """How the documents are designed on paper: each has its tokens in static/finsam/themes/ under the same name."""

    STILLSAM = "stillsam", "Stillsam"
    FARGFALT = "fargfalt", "Färgfält"
    KLASSISK = "klassisk", "Klassisk"


# What each looks like, for whoever chooses.
THEME_WORDS = {
    Theme.STILLSAM: "Vitt omslag med en linje i förbundets färg. Kapitlens rubriker i färg, tunna linjer i tabellerna.",
    Theme.FARGFALT: "Två tredjedelar av omslaget är ett fält i förbundets färg med vit text, överst logotypen och under den en bild som fyller sidans bredd, om det finns en. Stora rubriker under en kort, bred linje.",
    Theme.KLASSISK: "Centrerat omslag mellan två linjer. Mindre rubriker i svart, och tabeller nästan utan linjer.",
}
