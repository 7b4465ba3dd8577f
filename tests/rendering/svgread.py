"""Our own drawings, read back: their words, and the room that each takes."""

import xml.etree.ElementTree as ET

from finsam.rendering.charts.drawing import width

ROUNDING = 0.01  # px: places are written with two decimals
CAPITALS = 0.72  # how high letters stand over their baseline, of the size


def parsed(svg):
    return ET.fromstring(svg)  # noqa: S314 - our own drawing


def text_elements(svg):
    return [element for element in parsed(svg).iter() if element.tag.endswith("}text")]


def texts(svg):
    return [element.text for element in text_elements(svg)]


def boxes(svg):
    """Each text's box (left, top, right, bottom, words) in the picture."""
    usual = float(parsed(svg).get("font-size"))
    found = []
    for element in text_elements(svg):
        size, x, y = float(element.get("font-size", usual)), float(element.get("x")), float(element.get("y"))
        face = {"600": "Semibold", None: "Regular"}[element.get("font-weight")]
        wide = width(element.text, size, face)
        left = x - wide * {None: 0, "middle": 0.5, "end": 1}[element.get("text-anchor")]
        found.append((left, y - size * CAPITALS, left + wide, y, element.text))
    return found


def assert_readable(svg):
    """Every text inside the picture, and none over another."""
    _, _, wide, high = map(float, parsed(svg).get("viewBox").split())
    found = boxes(svg)
    for n, (left, top, right, bottom, text) in enumerate(found):
        assert left >= -ROUNDING, text
        assert right <= wide + ROUNDING, text
        assert top >= -ROUNDING, text
        assert bottom <= high + ROUNDING, text
        for other in found[n + 1 :]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart, (text, other[4])
