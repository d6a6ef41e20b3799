"""What is left active once a record's Markdown is rendered: nothing, by any of the renderers it may meet."""

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import markdown
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tests.properties import examples

from trailbook.records.active_content import active_parts, disarm

SITE = ["abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc"]
SITE += [f"pymdownx.{name}" for name in ("details", "highlight", "superfences", "tasklist")]
PLAIN = ["attr_list", "fenced_code", "footnotes", "md_in_html", "tables", "toc"]

FRAGMENTS = [
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=x>", "<a href='javascript:x'>"),
    *("<b onclick=x>", "<b>", "</b>", "<div markdown>", "</div>", "<", ">", "<!--", "-->", "<!-->", "<?php", "?>"),
    *("<![CDATA[", "]]>", "<!DOCTYPE", "<javascript:x>", "<http://ok>", "http://ok/", 'title="<b>"', "</p>"),
    *("[a](javascript:x)", "![a](data:text/html,x)", "[a]: javascript:x", "[a]", "[a][a]", "[", "]", "](", "]: ", "("),
    *(")", "javascript:", "java", "script:x", "&#106;", "&colon;", "\\", '"', "'", "[^1]", "[^1]: ", "*[x]: "),
    *("*x*{onclick=x}", '{: onclick="x" }', "{#i onclick=x}", "{.python onclick=x}", "{", "}", "=", "onclick=x"),
    *("`", "``", "```", "```\n", "~~~", "~~~ html\n", "\n", "\n\n", "- ", "1. ", "> ", "    ", "  ", "\t", "# "),
    *("| ", " | ", "|---|---|\n", "***\n", "---\n", "===\n", '!!! note "', '??? "', "*", "**", "_", "x", "text"),
    *("\x02", "\x03", "\r", "\x00", ": "),
    *(
        "!",
        "![",
        "![a]",
        "![a](//e/p)",
        "![a](https://e/p.png)",
        "![a](p.png)",
        "[a]: //e/p",
        "[a]:\n",
        "//e/p",
        "](//",
    ),
]


class Acts(HTMLParser):
    """Collects the tags of a page that act, as a browser would see them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        handlers = [name for name, value in attrs if name.startswith("on") and value]
        addresses = [
            re.sub(r"[\x00-\x20]", "", value or "").lower() for name, value in attrs if name in ("href", "src")
        ]
        coded = [a for a in addresses if a.startswith(("javascript:", "data:", "vbscript:"))]
        fetched = [value or "" for name, value in attrs if name in ("src", "srcset", "data", "poster", "background")]
        foreign = [address for address in fetched if urlsplit(re.sub(r"[\x00-\x20]", "", address)).netloc]
        if foreign or tag in ("script", "svg", "style", "iframe", "object", "form") or handlers or coded:
            self.found.append(self.get_starttag_text() or tag)


def acts(html: str) -> list[str]:
    page = Acts()
    page.feed(html)
    return page.found


def python_markdown(extensions: list[str]) -> Callable[[str], str]:
    renderer = markdown.Markdown(extensions=extensions)
    return lambda text: renderer.reset().convert(text)


def common_mark() -> Callable[[str], str]:
    renderer = MarkdownIt("commonmark").enable("table")
    renderer.validateLink = lambda url: True  # type: ignore[method-assign]  # its own guard is not what is tested
    return renderer.render


RENDERERS = {"site": python_markdown(SITE), "plain": python_markdown(PLAIN), "commonmark": common_mark()}


@pytest.mark.parametrize("name", RENDERERS)
@pytest.mark.parametrize(
    "text",
    [
        "a ` b\n\n<script>alert(1)</script>\n\nc ` d",
        "- a ` b\n- <img src=x onerror=alert(1)> ` d",
        "\\` <b onclick=x> `",
        '<img title="<" onerror=alert(1)>',
        "<!--><script>alert(1)</script>-->",
        "[<img src=x onerror=alert(1)>](https://x)",
        "[a[b[c]]](javascript:x)",
        '[a](javascript:x "](https://b")',
        "[a](java`script:x`)",
        "[a]\n\n[a]:\n  javascript:x",
        "*a*{onclick=x}",
        "```{.py onclick=x}\na\n```",
        "```a``<b onclick=x>``",
        "   ```\n a\n```\nb\n```\n<script>alert(1)</script>\n```",
        "<b>\n`<script>alert(1)</script>`",
        "<\x02script>alert(1)</script>",
        "`a\r\r<script>alert(1)</script>\r\r`",
    ],
)
def test_what_once_slipped_through_does_not(name: str, text: str) -> None:
    assert acts(RENDERERS[name](disarm(text))) == []


PICTURES = [
    "![p](https://e/p.png)",
    "![p](//e/p.png)",
    "![p](HTTPS://e/p)",
    "![](//e/p)",
    "![p](\n//e/p.png)",
    '![p](<//e/p> "t")',
    "![p][r]\n\n[r]: //e/p",
    "![r]\n\n[R]:\n   <https://e/p>",
    "![r][]\n\n> [r]: //e/p",
    "[![p](//e/p.png)](https://e/)",
    "[![](//e/p.png)](x.md)",
    "![a ![b](//e/p)](p.png)",
    "![a](p.png)![b](//e/p)",
    "!![a](//e/p)",
    "\\!![a](//e/p)",
    "\\\\![a](//e/p)",
    "![`a`](//e/p)",
    "![a [b]](//e/p)",
    "![a](///e/p)",
    "![a](\\/\\/e/p)",
    "![a](/&#47;e/p)",
    "> ![a](//e/p)\n> - ![b](//e/p)",
    "| a |\n|---|\n| ![a](//e/p) |",
]


@pytest.mark.parametrize("name", RENDERERS)
@pytest.mark.parametrize("text", PICTURES)
def test_no_picture_is_loaded_from_another_host(name: str, text: str) -> None:
    harmless = disarm(text)
    assert acts(RENDERERS[name](harmless)) == []
    assert disarm(harmless) == harmless
    assert {"picture", "target"} & {part.kind for part in active_parts(text)}


@pytest.mark.parametrize("text", [text for text in PICTURES[:11] if "<" not in text])
def test_the_address_of_a_picture_is_a_link(text: str) -> None:
    html = RENDERERS["site"](disarm(text))
    assert re.search(r'href="(?:https:)?//e/p', html, re.IGNORECASE), html
    assert "></a>" not in html


@pytest.mark.parametrize(
    "text",
    [
        "![p](p.png)",
        '![a picture](../img/a-b_c.png "Title")',
        "![p](/img/p.svg#part) and [a link](https://e/x)",
        "![p](a%20b.png)\n[x](//e)",
        "![p][r]\n\n[r]: p.png",
        "Watch out![^1]\n\nEnd! [a](//e)",
        "\\![p](//e/p)",
        "`![p](//e/p)`",
    ],
)
def test_other_pictures_are_shown(text: str) -> None:
    assert disarm(text) == text
    assert not list(active_parts(text))


def test_the_parts_of_a_page_share_its_definitions() -> None:
    assert disarm("![p][r]\n", "![p][r]\n\n## Next\n\n[r]: //e/p\n") == "[p][r]\n"
    assert disarm("![p][r]\n", "![p][r]\n\n## Next\n\n[r]: p.png\n") == "![p][r]\n"


def test_each_renderer_would_act_on_what_is_not_disarmed() -> None:
    for render in RENDERERS.values():
        assert acts(render("<script>alert(1)</script>\n\n[a](javascript:x)"))
        assert acts(render("![p](//e/p)"))


@examples(400)
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=2, max_size=12).map("".join))
@example('{<svg/onload=x>{](<{: onclick="x" }')
def test_nothing_acts_whatever_the_text_is_made_of(text: str) -> None:
    harmless = disarm(text)
    for name, render in RENDERERS.items():
        assert acts(render(harmless)) == [], name


def test_disarmed_text_reads_as_it_was_written() -> None:
    for text in ("<script>", "[a](javascript:x)", "a{onclick=x}", "<a href='x&amp;y'>"):
        for render in RENDERERS.values():
            assert unescape(render(disarm(text))).strip() == f"<p>{text}</p>"
