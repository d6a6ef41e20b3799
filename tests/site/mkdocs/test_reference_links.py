"""Pages of very many references read as those of few, and take no longer for each."""

from pathlib import Path
from shutil import copytree
from time import process_time

import markdown
import pytest
from mkdocs.structure.pages import _RelativePathTreeprocessor
from tests.building import build

from trailbook.site.mkdocs import reference_links
from trailbook.site.mkdocs.reference_links import ReferenceLinks

LINK = '[A &#42;b&#42;, C1](../policies/a.md#C1 "POL-A.C1: &#42;A&#42; &quot;b&quot; & &lt;c")'
LINK += "{ .tb-named data-tb-id=POL-A.C1 }"
EXTENSIONS = ["abbr", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc"]
EXTENSIONS += ["pymdownx.superfences", "pymdownx.tasklist"]
TEXT = f"""# Title {LINK}

{LINK} first, *{LINK}* and **a {LINK}** b `code` {LINK}{LINK}, then {LINK}

- {LINK}
- [x](y.md) {LINK} [z](y.md) {LINK}

| a | b |
|---|---|
| {LINK} | c {LINK} d |

## Part {LINK} {{#own}}

> {LINK}[^1]

`{LINK}`

```
{LINK}
```

    {LINK}

<div markdown>
{LINK}
</div>

Term {LINK}
:   {LINK}

[^1]: Note {LINK}
"""


def test_a_page_of_many_links_is_the_page_that_it_would_be(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = markdown.Markdown(extensions=EXTENSIONS)
    html = expected.convert(TEXT)
    monkeypatch.setattr(reference_links, "_MANY", 1)
    ours = ReferenceLinks()
    aside = ours.set_aside(TEXT)
    assert LINK not in aside
    found = markdown.Markdown(extensions=[*EXTENSIONS, ours])
    assert found.convert(aside).replace("&quot;", '"') == html.replace("&quot;", '"')
    assert found.toc_tokens == expected.toc_tokens  # type: ignore[attr-defined]


def test_a_page_of_few_links_is_not_touched() -> None:
    assert ReferenceLinks().set_aside(TEXT) == TEXT


def test_the_address_of_a_target_is_worked_out_once(
    starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "# Many\n\n" + " ".join(["POL-SHARING.C1", "POL-SHARING"] * 300) + "\n\nPOL-SHARING.C1\n"
    kb = copytree(starter, tmp_path / "kb")
    (kb / "content/many.md").write_text(text)
    asked: list[str] = []
    whole = _RelativePathTreeprocessor.path_to_url

    def path_to_url(self: _RelativePathTreeprocessor, url: str) -> str:
        if self.file.src_uri == "many.md":
            asked.append(url)
        return whole(self, url)

    monkeypatch.setattr(_RelativePathTreeprocessor, "path_to_url", path_to_url)
    html = build(kb, tmp_path / "site").text("many/index.html")
    assert sorted(asked) == ["#many", "policies/sharing.md", "policies/sharing.md#C1"]
    assert html.count('<a class="tb-named" data-tb-id="POL-SHARING.C1" href="../policies/sharing/#C1"') == 301
    assert "tb-repeated" not in html


@pytest.mark.slow
@pytest.mark.parametrize("between", ["\n"])
def test_five_times_as_many_references_take_about_five_times_as_long(
    starter: Path, tmp_path: Path, between: str
) -> None:
    times = []
    for number in (1, 20_000, 100_000):
        kb = copytree(starter, tmp_path / f"kb{number}")
        (kb / "content/many.md").write_text("# Many\n\n" + between.join(["POL-SHARING.C1"] * number) + "\n")
        before = process_time()
        built = build(kb, tmp_path / f"site{number}")
        times.append(process_time() - before)
    assert built.text("many/index.html").count('class="tb-named"') == 100_000
    none, some, many = times
    assert many - none < 12 * (some - none), "25 times as long if each looked at all others"
