"""A knowledge base in which every text that a record can hold tries to become more than text."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import yaml
from tests.building import Built, Html, build, configure, parse

from trailbook.records.kinds.connector import Connector
from trailbook.records.loading import FOLDERS, assemble
from trailbook.text.files import MAX_BYTES
from trailbook.text.markdown_text import split_front_matter

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "](javascript:alert(1))",
    "[x](javascript:alert(1))",
    "</title></details></dl><iframe src=javascript:alert(1)>",
    "{{7*7}}",
    "{% raw %}",
    "{: onclick=alert(1) }",
    "`code` ```",
    "a | b",
    "*bold* _em_",
    ":smile:",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202ereversed\u202c",
)
HOSTILE = " ".join(PAYLOADS) + "\n\n```\n~~~\n    <script>alert(1)</script>\n# heading\n--- end"
SHOWN = " ".join(HOSTILE.replace("\u202e", "").replace("\u202c", "").split())
ADDRESS = "https://example.org/](javascript:alert(1))|{{7*7}}&lt;"
ALLOWED_IN_SEARCH = {"code", "pre", "p", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "br"}


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from leaves(part, (*path, index))
    elif isinstance(value, str):
        yield path


def put(value: Any, path: tuple[Any, ...], new: str) -> Any:
    changed = deepcopy(value)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = new
    return changed


def spoilt(name: str, text: str) -> str:
    """A record in which every value that may be any text is hostile text."""
    front, body, _ = (text, "", 0) if name.endswith(".yaml") else split_front_matter(text)
    values = yaml.safe_load(front or "")
    kept = 0
    for path in leaves(values):
        for hostile in () if path[-1] in ("id", "kind") else (HOSTILE, ADDRESS):
            changed = put(values, path, hostile)
            found = assemble({name: written(changed, body).encode()})
            if not any(problem.rule != "dangling-reference" for problem in found.problems):
                values, kept = changed, kept + 1
                break
    assert kept, name
    return written(values, hostile_body(body))


def written(values: Any, body: str) -> str:
    front = yaml.dump(values, Dumper=yaml.CSafeDumper, allow_unicode=True, default_flow_style=False)
    return f"---\n{front}---\n{body}" if body else front


def hostile_body(body: str) -> str:
    """The Markdown of a record with a hostile title, hostile headings and hostile paragraphs."""
    if not body:
        return ""
    heading = " ".join(payload for payload in PAYLOADS if "onclick" not in payload)
    lines = [
        f"{mark[0]}{heading} {line[mark.end() :]}" if (mark := re.match("#+ ", line)) else line
        for line in body.split("\n")
    ]
    return "\n".join(lines) + f"\n\n{HOSTILE}\n"


@pytest.fixture(scope="module")
def hostile(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copytree(starter, tmp_path_factory.mktemp("hostile") / "kb")
    records = ("content/*/*.md", "threat-models/*.yaml", "postmortems/*.md", "configurations/templates/*.yaml")
    for file in (file for pattern in records for file in root.glob(pattern)):
        text = file.read_text(encoding="utf-8")
        if "kind: postmortem" in text:
            source = "sources:\n  - {id: R1, title: t, publisher: p, url: 'https://example.org/'}\n"
            text = text.replace("realises:", f"{source}realises:").replace("Who was harmed", "[R1] Who was harmed")
        file.write_text(spoilt(file.relative_to(root).as_posix(), text), encoding="utf-8")
    (root / "content/index.md").write_text("# Home\n\n```trailbook\noverview\n```\n\nTM-LEAVE.T1 POL-SHARING.C1\n")
    return root


SHORT = ("trailbook/records", "trailbook/diagrams", "trailbook/playbooks")
"""The plugins that read no history."""


@pytest.fixture(scope="module", params=["material", "mkdocs", "readthedocs"])
def sites(
    request: pytest.FixtureRequest, starter: Path, hostile: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Built, Built]:
    """The site of the hostile records and that of the plain ones, on one theme."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "material":
        return build(hostile, folder / "hostile"), request.getfixturevalue("starter_site")
    built = []
    for name, root in (("hostile", hostile), ("plain", starter)):
        copy = copytree(root, folder / f"{name}-kb")
        configure(copy, *SHORT, docs_dir="content", theme=request.param, markdown_extensions=["md_in_html", "abbr"])
        built.append(build(copy, folder / name))
    return built[0], built[1]


SOURCE = "id/PM-OPEN-LIST.R1/index.html"
"""The address of the source that the hostile records alone have. Its page is made as that of the cause beside it."""


def plain(path: str) -> str:
    """The page with plain records that is made as the page at a path."""
    return path.replace(".R1/", ".CA1/") if path == SOURCE else path


DRAWN = {"svg", "g", "a", "rect", "circle", "path", "line", "polygon", "polyline", "text"}
"""The elements of a picture that may have a title of their own."""


def test_no_element_that_acts_came_from_a_record(sites: tuple[Built, Built]) -> None:
    bad, good = sites
    assert set(bad.pages) == {*good.pages, SOURCE}
    for path, page in bad.pages.items():
        for tag in ("script", "img", "iframe", "object", "embed", "form", "meta", "link", "base"):
            assert len(page.all(tag)) == len(good.pages[plain(path)].all(tag)), (path, tag)
        titles = [e for e in page.all("title") if e.parent is None or e.parent.tag not in DRAWN]
        assert len(titles) == 1, path
        scripts = [e.text for e in page.all("script") if "mkdocs_page_name" not in e.text]
        assert not [text for text in scripts if "alert(1)" in text], path


def test_no_attribute_that_acts_came_from_a_record(sites: tuple[Built, Built]) -> None:
    bad, good = sites
    for path, page in bad.pages.items():
        assert handlers(page) == handlers(good.pages[plain(path)]), path


def handlers(page: Html) -> Counter[tuple[str, str, str]]:
    """Event handlers and addresses that run code."""
    found: Counter[tuple[str, str, str]] = Counter()
    for e in page.elements:
        for name, value in e.attributes.items():
            runs = re.match(r"[\s\x00-\x1f]*(javascript|data|vbscript):", value, re.IGNORECASE)
            if name.startswith("on") or name in ("srcdoc", "formaction") or (runs and name != "content"):
                found[e.tag, name, value[:40]] += 1
    return found


def test_no_element_came_from_a_record_at_all(sites: tuple[Built, Built]) -> None:
    """Every element of a page is one that the page has with plain records, or one that Markdown gives a writer."""
    bad, good = sites
    markdown = {
        "p",
        "em",
        "strong",
        "code",
        "pre",
        "h1",
        "h2",
        "h3",
        "li",
        "ul",
        "hr",
        "br",
        "div",
        "span",
        "a",
        "button",
    }
    for path, page in bad.pages.items():
        if path == "index.html":
            continue  # another one with plain records
        expected = {e.tag for e in good.pages[plain(path)].elements}
        if path.startswith("trail/threat-models/"):  # a picture of what was spoilt, as the model's own page has one
            expected |= {e.tag for e in good.page("threat-models/leave-requests/index.html").elements}
        strange = {e.tag for e in page.elements} - expected - markdown
        assert not strange, path


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("playbooks/share-an-app", "When to use it"),
        ("threat-models/leave-requests", "What it is for"),
        ("threat-models/leave-requests/threats", "Who is harmed"),
        ("postmortems/open-list", "Organisations"),
        ("connectors/mail", "Authentication"),
        ("indicators/open-shares", "How"),
    ],
)
def test_the_text_is_there_as_text(sites: tuple[Built, Built], path: str, label: str) -> None:
    page = sites[0].page(f"{path}/index.html")
    terms = [e for e in page.all("dt") if e.text == label]
    assert terms
    for term in terms:
        value = next(e for e in page.all("dd") if e.parent is term.parent)
        assert " ".join(value.text.split()).replace("`code`", "code") == SHOWN.replace("`code`", "code")


def test_the_owner_is_there_as_text(sites: tuple[Built, Built]) -> None:
    (kept,) = sites[0].page("policies/sharing/index.html").all("p", "tb-lead__kept")
    assert " ".join(kept.text.split()).replace("`code`", "code").startswith(SHOWN.replace("`code`", "code"))


def test_a_title_is_shown_as_it_was_written(sites: tuple[Built, Built]) -> None:
    page = sites[0].page("threat-models/leave-requests/index.html")
    (heading,) = page.all("h1")
    title = next(e for e in page.all("title") if e.parent and e.parent.tag == "head")
    assert heading.text.replace("¶", "").strip() == SHOWN
    assert parse(title.text).text.startswith("<script>alert(1)</script>") or SHOWN in title.text
    register = sites[0].page("threat-models/index.html")
    assert SHOWN in [link.text for cell in register.all("td", "tb-title") for link in register.inside(cell)]


def test_nothing_in_the_text_was_computed(sites: tuple[Built, Built]) -> None:
    for path, page in sites[0].pages.items():
        assert "src=javascript:alert(1)> 49" not in " ".join(page.text.split()), path
        assert not page.all(cls="twemoji") or ":smile:" in page.text, path


def test_nothing_reorders_the_text_of_a_value(sites: tuple[Built, Built]) -> None:
    for path, page in sites[0].pages.items():
        for e in page.all("dd") + page.all("td") + page.all("h1") + page.all("title"):
            assert "\u202e" not in e.text, path
        assert not any("\u202e" in value for e in page.elements for value in e.attributes.values()), path


def test_the_search_index_holds_no_element_but_those_of_plain_text(sites: tuple[Built, Built]) -> None:
    if "md-search" not in sites[0].text("index.html"):
        return  # this theme escapes what its index holds when it shows it
    for entry in json.loads(sites[0].text("search/search_index.json"))["docs"]:
        for key in ("title", "text"):
            page = parse(entry[key])
            assert {e.tag for e in page.elements} <= ALLOWED_IN_SEARCH, entry["location"]
            assert not any(e.attributes for e in page.elements), entry["location"]
        for tag in entry.get("tags", ()):
            assert "<" not in tag


def test_every_hostile_record_was_read(hostile: Path) -> None:
    found = assemble(
        {
            file.relative_to(hostile).as_posix(): file.read_bytes()
            for folder in FOLDERS
            for file in sorted((hostile / folder).rglob("*.*"))
        }
    )
    assert len([record for record in found.records.values() if record.kind != "page"]) == 10
    assert {problem.rule for problem in found.problems} <= {"active-content", "missing-section", "open-code"}
    connector = found.records["CON-MAIL"]
    assert isinstance(connector, Connector) and isinstance(connector.vetting.next, date)


UNREAD = """---
kind: policy
id: WRONG
title: <script>alert(1)</script>
---
# A page <script>alert(1)</script>

![p](https://elsewhere.example/p.png) <img src=//elsewhere.example/q.png>
"""


UNREADABLE = {
    "bad-id": UNREAD,
    "bad-yaml": UNREAD.replace("kind: policy", "kind: [policy"),
    "unknown-alias": UNREAD.replace("title:", "title: *no\nname:"),
    "id-that-is-taken": UNREAD.replace("id: WRONG\n", "id: POL-SHARING\n"),
    "open-front-matter": UNREAD.replace("---\n#", "#"),
    "too-large": UNREAD + "a" * MAX_BYTES,
}


@pytest.fixture(scope="module")
def unread(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with one record of each kind that can't be read."""
    folder = tmp_path_factory.mktemp("unread")
    kb = copytree(starter, folder / "kb")
    for name, text in UNREADABLE.items():
        (kb / f"content/policies/{name}.md").write_text(text, encoding="utf-8")
    configure(kb, *SHORT, docs_dir="content")
    return build(kb, folder / "site")


@pytest.mark.slow
@pytest.mark.parametrize("name", UNREADABLE)
def test_a_record_that_can_not_be_read_does_nothing_either(unread: Built, name: str) -> None:
    assert "<script>alert" not in unread.text(f"policies/{name}/index.html")
    assert [warning for warning in unread.warnings if f"policies/{name}.md:" in warning]


def test_no_page_asks_for_what_a_record_that_can_not_be_read_names(unread: Built) -> None:
    for path, page in unread.pages.items():
        sources = [element.attributes.get("src", "") for element in page.elements]
        assert not [source for source in sources if "elsewhere" in source], path
