"""How a figure is worked out, in words."""

from finsam.editions.trail.trail import WITHHELD

OPERATIONS = {
    "sum": "Summan av delarna nedan, med de tecken som står framför dem.",
    "ratio": "Den första delen delad med den andra.",
    "product": "Delarna multiplicerade med varandra.",
    "portion": "Delarna multiplicerade med varandra, avrundat till hela ören.",
    WITHHELD: "Av antal som gäller få personer. Delarna visas inte i den här utgåvan.",
}
