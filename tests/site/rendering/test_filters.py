import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from trailbook.site.rendering.environment import environment
from trailbook.site.rendering.filters import SCALES, rank, ranks


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale[-1])
def test_every_scale_rises_without_ties(scale: tuple[str, ...]) -> None:
    found = [ranks()[word] for word in scale]
    assert found == sorted(set(found))


@pytest.mark.parametrize(
    ("text", "printed"),
    [(" is on", " is on"), ("; ", "; "), ("a\n\n\tb\n", "a b "), ("\n```\nx", " ``` x"), (" \u200b", ""), ("", "")],
)
def test_a_text_is_printed_on_one_line_and_keeps_a_blank_at_its_ends(text: str, printed: str) -> None:
    assert environment().from_string("{{ text }}").render(text=text) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("<b> & 'x'", "&lt;b&gt; &amp; &#39;x&#39;"),
        ("<" * 200, "&lt;" * 200),
        (Markup("<b>\n"), "<b>\n"),
        (7, "7"),
        (None, "None"),
    ],
)
def test_whatever_is_printed_is_escaped_once(value: object, printed: str) -> None:
    macro = "{% macro show(value) %}{{ value }}{% endmacro %}"
    assert environment().from_string(f"{macro}{{{{ show(value) }}}}").render(value=value) == printed


def test_what_a_template_lacks_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ missing }}").render()


def test_another_word_has_no_rank() -> None:
    assert rank("weakens") is None


@pytest.mark.parametrize(
    ("word", "html"),
    [
        ("restricted", '<span class="tb-badge tb-badge--restricted" data-tb-rank="4">restricted</span>'),
        ("weakens", '<span class="tb-badge tb-badge--weakens">weakens</span>'),
    ],
)
def test_a_badge_tells_the_rank_of_its_word(word: str, html: str) -> None:
    template = environment().from_string('{% import "_macros.j2" as m with context %}{{ m.badge(word) }}')
    assert template.render(word=word).strip() == html
