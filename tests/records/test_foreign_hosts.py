"""What plain pages and SVG pictures load from another host."""

import pytest

from trailbook.records.document import Document
from trailbook.records.foreign_hosts import of_a_picture, of_a_plain_page
from trailbook.records.reading import read_document


def of_page(text: str) -> list[str]:
    document, _ = read_document("content/a.md", f"# A\n\n{text}\n".encode())
    assert isinstance(document, Document)
    return [str(problem) for problem in of_a_plain_page(document)]


@pytest.mark.parametrize(
    "text",
    [
        "![a](https://e/p.png)",
        "![a][b]\n\n[b]: //e/p.png",
        '<img alt="a" src="//e/p.png">',
        "<img srcset=https://e/p.png>",
        "<video poster='https://e/p.png'></video>",
        '<iframe\n  src="https://e/"></iframe>',
        '<object data="https://e/"></object>',
        '<link rel="stylesheet" href="https://e/s.css">',
        '<div style="background: url(https://e/p.png)">a</div>',
        "<style>@import '//e/s.css';</style>",
    ],
)
def test_a_plain_page_that_loads_from_another_host_gets_a_notice(text: str) -> None:
    (said,) = of_page(text)
    assert said.startswith("content/a.md:3:")
    assert "notice: this is loaded from another host: " in said


@pytest.mark.parametrize(
    "text",
    [
        "[a](https://e/)",
        "![a](p.png)",
        "<img src=p.png>",
        '<a href="https://e/">a</a>',
        "`<img src=//e/p.png>`",
        "a // b",
    ],
)
def test_links_and_own_files_are_fine(text: str) -> None:
    assert of_page(text) == []


@pytest.mark.parametrize(
    "part",
    [
        '<image href="https://e/p.png"/>',
        "<image xlink:href='//e/p.png'/>",
        '<use href="https://e/p.svg#a"/>',
        '<script href="https://e/s.js"/>',
        '<rect fill="url(https://e/p.svg#a)"/>',
        "<style>@import 'https://e/s.css';</style>",
        '<foreignObject><img src="//e/p.png"/></foreignObject>',
    ],
)
def test_an_svg_file_that_loads_from_another_host_is_a_problem(part: str) -> None:
    (problem,) = of_a_picture("content/p.svg", f'<svg xmlns="http://www.w3.org/2000/svg">\n{part}</svg>')
    assert (problem.line, problem.rule, problem.level) == (2, "foreign-host", "error")


def test_an_svg_file_may_link() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg"><a href="https://e/"><use href="#b"/></a><rect fill="url(#a)"/></svg>'
    )
    assert list(of_a_picture("content/p.svg", svg)) == []
