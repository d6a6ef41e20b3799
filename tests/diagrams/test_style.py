"""The style sheet of pictures: it reads well in light and dark, and agrees with the pictures' own attributes."""

import re
from itertools import product

import pytest

from trailbook.diagrams.drawing import colours
from trailbook.diagrams.drawing.assets import picture_assets

CSS = picture_assets()["pictures.css"].decode("utf-8")
BLOCKS = {
    "light": CSS.partition(":root,")[2].partition("}")[0],
    "dark": CSS.partition('[data-md-color-scheme="slate"]')[2].partition("}")[0],
    "print": CSS.partition("@media print")[2].partition("}")[0],
}
LEVELS = ("public", "internal", "confidential", "restricted", "unstated")
SCHEMES = tuple(BLOCKS)


def _values(scheme: str) -> dict[str, str]:
    return dict(re.findall(r"--tb-diagram-([a-z-]+): (#[0-9a-f]{6});", BLOCKS[scheme]))


def _luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, success criterion 1.4.3."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _over(colour: str, share: float, ground: str) -> str:
    mixed = (round(int(colour[n : n + 2], 16) * share + int(ground[n : n + 2], 16) * (1 - share)) for n in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in mixed)


@pytest.mark.parametrize(("scheme", "level"), list(product(SCHEMES, LEVELS)))
def test_a_sensitivity_is_legible_on_its_pill(scheme: str, level: str) -> None:
    values = _values(scheme)
    assert _contrast(values[level], values[f"{level}-tint"]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_is_legible_on_cards_and_inside_nested_boundaries(scheme: str) -> None:
    values = _values(scheme)
    ground = values["page"]
    for _ in range(4):
        ground = _over(values["boundary"], 0.05, ground)
        assert _contrast(values["ink"], ground) >= 4.5
        assert _contrast(values["boundary"], ground) >= 4.5
    assert _contrast(values["ink"], values["card"]) >= 4.5
    assert _contrast(values["muted"], values["card"]) >= 4.5
    assert _contrast(values["muted"], values["page"]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_lines_and_outlines_stand_out_from_the_page(scheme: str) -> None:
    values = _values(scheme)
    assert all(
        _contrast(values[line], values["page"]) >= 3 for line in (*LEVELS, "outline", "boundary", "accent", "plain")
    )


def test_a_picture_without_the_style_sheet_has_its_light_colours() -> None:
    values = _values("light")
    names = ("ink", "muted", "card", "outline", "accent", "boundary")
    assert {name: getattr(colours, name.upper()) for name in names} == {name: values[name] for name in names}
    assert {level: values[level] for level in LEVELS} == colours.SENSITIVITY
    assert {level: values[f"{level}-tint"] for level in LEVELS} == colours.TINT


def test_every_colour_has_a_dark_value_and_one_for_paper() -> None:
    assert _values("dark").keys() == _values("light").keys()
    assert _values("print").keys() == _values("light").keys() - {"focus"}


def test_every_file_that_the_style_sheet_names_is_served_with_it() -> None:
    assert set(re.findall(r'url\("([^"]+)"\)', CSS)) <= picture_assets().keys()
    assert "fonts/OFL.txt" in picture_assets()


@pytest.mark.parametrize(("scheme", "ground"), list(product(SCHEMES, ("public", "restricted", "internal"))))
def test_the_words_of_a_mark_are_legible_on_its_ground(scheme: str, ground: str) -> None:
    values = _values(scheme)
    assert _contrast(values["mark-ink"], values[ground]) >= 4.5


def test_a_mark_without_the_style_sheet_has_the_ground_that_the_sheet_gives_it() -> None:
    for mark, colour in colours.MARK.items():
        (rule,) = (block for block in CSS.split("}") if f".tb-mark--{mark}" in block.split("{")[0])
        name = re.findall(r"--tb-diagram-([a-z-]+)", rule)[0]
        assert _values("light")[name] == colour
