"""A classification that nothing reads hides the file all the same, and the check says where it is."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.audiences.copies import copied, files, page
from tests.building import configure, write
from tests.properties import seconds
from tests.repositories import Repo

from trailbook.audiences.audience import Audience
from trailbook.audiences.copying import CopySource, write_copy
from trailbook.audiences.file_classification import classify_file
from trailbook.cli import main
from trailbook.records.document import Document
from trailbook.records.reading import read_document
from trailbook.text.markdown_text import stray_keys

HEAD = "---\nclassification: restricted\n---\n"
BODY = "# Plan\n\nZQSECRET is the plan.\n"
STRAY = {
    "blank lines": f"\n\n{HEAD}{BODY}",
    "spaces": f"   \n\t\n{HEAD}{BODY}",
    "no-break space": f"\u00a0\n{HEAD}{BODY}",
    "no-break space before the dashes": f"\u00a0{HEAD}{BODY}",
    "indented dashes": f" {HEAD}{BODY}",
    "two marks of byte order": f"\ufeff\ufeff{HEAD}{BODY}",
    "mark of byte order after a line": f"\n\ufeff{HEAD}{BODY}",
    "zero-width space": f"\u200b{HEAD}{BODY}",
    "line separator": f"\u2028{HEAD}{BODY}",
    "form feed": f"\x0c{HEAD}{BODY}",
    "comment": f"<!-- Copyright us -->\n{HEAD}{BODY}",
    "comment of lines": f"<!--\nCopyright us\n\nAll of it\n-->\n\n{HEAD}{BODY}",
    "in a comment": f"<!-- classification: restricted -->\n{BODY}",
    "in a comment of lines": f"<!--\n---\nowner: us\nclassification: restricted\n---\n-->\n{BODY}",
    "comment of YAML": f"# Our head\n{HEAD}{BODY}",
    "directive": f"%YAML 1.2\n{HEAD}{BODY}",
    "declaration of XML": f"<?xml version='1.0'?>\n{HEAD}{BODY}",
    "after the title": f"# Plan\n\n{HEAD}\nZQSECRET\n",
    "after a paragraph": f"This page is ours.\n\n{HEAD}{BODY}",
    "second front matter": f"---\ntitle: X\n---\n{HEAD}{BODY}",
    "dashes of a word processor": f"\u2014\nclassification: restricted\n\u2014\n{BODY}",
    "two dashes": f"--\nclassification: restricted\n--\n{BODY}",
    "four dashes": f"----\nclassification: restricted\n----\n{BODY}",
    "dashes with a comment": f"--- # head\nclassification: restricted\n---\n{BODY}",
    "in code": f"```yaml\n{HEAD}```\n{BODY}",
    "all in code": f"```markdown\n{HEAD}{BODY}```\n",
    "TOML": f'+++\nclassification = "restricted"\n+++\n{BODY}',
    "TOML that can't be read": f"+++\nclassification = restricted\n+++\n{BODY}",
    "blank line and TOML": f'\n+++\nclassification = "restricted"\n+++\n{BODY}',
    "semicolons": f';;;\n"classification": "restricted"\n;;;\n{BODY}',
    "lines of keys below blank lines": f"\n\nowner: us\nclassification: restricted\n\n{BODY}",
    "lines of keys below a comment": f"<!-- x -->\nclassification: restricted\n\n{BODY}",
    "space before the colon": f"classification : restricted\n\n{BODY}",
    "key in quotes": f'"classification": restricted\n\n{BODY}',
    "key in bold": f"**classification**: restricted\n\n{BODY}",
    "carriage returns": f"\r\r{HEAD}{BODY}".replace("\n", "\r"),
    "a long list": "\n---\ntags:\n"
    + "".join(f"  - t{n}\n" for n in range(60))
    + f"classification: restricted\n---\n{BODY}",
    "never ends": f"\n---\nclassification: restricted\n{BODY}",
    "other word": f"\n---\nclassification: secret\n---\n{BODY}",
    "even public": f"\n---\nclassification: public\n---\n{BODY}",
}
SPELLED = {
    "full width": f"---\n\uff43lassification: restricted\n---\n{BODY}",
    "look-alike": f"---\n\u0441lassification: restricted\n---\n{BODY}",
    "unseen": f"---\nclassi\u200bfication: restricted\n---\n{BODY}",
    "space within": f"---\nclassi fication: restricted\n---\n{BODY}",
    "capitals": f"---\nCLASSIFICATION: restricted\n---\n{BODY}",
    "one letter less": f"---\nclasification: restricted\n---\n{BODY}",
    "one letter more": f"---\nclassifications: confidential\n---\n{BODY}",
    "swapped": f"---\nclassificaiton: Restricted\n---\n{BODY}",
    "other form": f"---\nclassified: restricted\n---\n{BODY}",
}
ENCODED = {
    "UTF-16": HEAD + BODY,
    "UTF-16-LE": HEAD + BODY,
    "UTF-16-BE": HEAD + BODY,
    "UTF-32": HEAD + BODY,
    "latin-1": f"---\nowner: Andr\u00e9\nclassification: restricted\n---\n{BODY}",
    "windows-1252": f"\u201cWe\u201d\n{HEAD}{BODY}",
}


@pytest.mark.parametrize("text", [*STRAY.values(), *SPELLED.values()], ids=[*STRAY, *SPELLED])
def test_a_classification_that_is_not_read_as_such_hides_the_page_and_is_a_problem(text: str) -> None:
    data = text.encode()
    assert classify_file("docs/a.md", data).stated == "restricted"
    document, problems = read_document("docs/a.md", data)
    if isinstance(document, Document):
        assert document.record.classification == "restricted"
        assert text.startswith("+++") or any("counts as restricted" in problem.message for problem in problems)
    assert problems or text.startswith("+++")


@pytest.mark.parametrize(("name", "text"), ENCODED.items())
def test_a_text_in_another_encoding_that_states_one_counts_as_restricted(name: str, text: str) -> None:
    data = text.encode(name)
    for path in ("docs/a.md", "docs/a.yaml", "docs/a.markdown"):
        assert classify_file(path, data).stated == "restricted"
    document, problems = read_document("docs/a.md", data)
    assert not isinstance(document, Document)
    assert "counts as restricted" in problems[0].message


@pytest.mark.parametrize(
    "text",
    [
        "# Page\n\nclassification: restricted is what the guide tells of\n",
        f"# Page\n\n```yaml\n{HEAD}```\n",
        f"Text.\n\n~~~\n{HEAD}~~~\n",
        "---\ntitle: X\n---\n# Page\n\nClassification of data:\n\n---\n\nThe classification: who may read it.\n\n---\n",
        "title: X\n\n# Page\n\nA page on classification.\n",
        "# Page\n\n| a | classification: b |\n| --- | --- |\n| c | d |\n",
        "---\nclassifier: restricted\n---\n# Page\n",
        "---\nclassifications: [a, b]\n---\n# Page\n",
        "Classification\n---\n\nHow we classify data: by who may read it.\n",
    ],
)
def test_text_about_classification_states_none(text: str) -> None:
    assert classify_file("docs/a.md", text.encode()).stated is None
    assert [p for p in read_document("docs/a.md", text.encode())[1] if "restricted" in p.message] == []


def test_the_problem_names_line_and_remedy() -> None:
    (problem,) = read_document("docs/a.md", f"\n\n{HEAD}{BODY}".encode())[1]
    assert str(problem) == (
        "docs/a.md:4:1: the line 'classification: restricted' is not read, so the page counts as restricted; "
        "expected front matter that begins with '---' on the first line of the file"
    )


@pytest.mark.parametrize(
    "name", ["blank lines", "two marks of byte order", "comment", "in code", "second front matter"]
)
def test_check_says_it_and_no_reader_of_less_sees_it_now_or_then(tmp_path: Path, name: str) -> None:
    root = tmp_path / "kb"
    repo = Repo(root)
    configure(root, "trailbook/records", "trailbook/trail")
    repo.commit("Start", {"docs/index.md": "# Open\n", "docs/plan.md": STRAY[name]})
    result = CliRunner().invoke(main, ["check", "--root", str(root)])
    assert result.exit_code == 1
    assert "so the page counts as restricted" in result.output.replace("\n", " ")
    for step in ("now", "gone"):
        if step == "gone":
            repo.commit("Delete", {"docs/plan.md": None})
        to = tmp_path / step
        to.mkdir()
        copy = write_copy(Audience("internal"), CopySource(root, "docs", ("docs",)), to)
        objects = Repo(to).git("cat-file", "--batch-all-objects", "--batch")
        assert "ZQSECRET" not in objects
        assert not (copy.root / "docs/plan.md").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    "part", ["---\n", "<!--\n", "a: b\n", "\n", "-- a: b\n", "```\n", "--- ", "a" * 50 + " ", "<!-- "]
)
def test_hostile_text_is_searched_in_time(part: str) -> None:
    assert seconds(lambda text: list(stray_keys(text)), part * (1_000_000 // len(part))) < 10


def test_a_page_of_another_encoding_without_the_word_states_nothing() -> None:
    assert classify_file("docs/a.md", "# Caf\u00e9\n".encode("latin-1")).stated is None


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("# Page\n", None),
        ("---\nclassification: restricted\n---\n# Page\n", "restricted"),
        ("---\nclassification: top secret\n---\n# Page\n", "restricted"),
        ("# Page\n\nclassification: restricted is what the guide tells of\n", None),
        ("---\nid: POL-X\nkind: policy\nclassification: confidential\nwrong: yes\n---\n# X\n", "confidential"),
        ("---\nid: POL-X\nkind: policy\nclassification: confidental\n---\n# X\n", "restricted"),
        ("---\nclassification: [\n---\n# X\n", "restricted"),
        ("---\nid: POL-X\nkind: policy\nclassification: 'internal' # so far\nwrong: yes\n---\n# X\n", "internal"),
        ("---\nclassification: public\nclassification: restricted\n---\n# X\n", "restricted"),
        ("---\nmeta: {classification: confidential, by: us}\n---\n# X\n", "confidential"),
        ("---\nid: POL-X\nkind: policy\n? classification\n: restricted\nwrong: yes\n---\n# X\n", "restricted"),
    ],
)
def test_a_file_that_can_not_be_read_is_as_strict_as_a_line_of_it(text: str, stated: str | None) -> None:
    assert classify_file("docs/x.md", text.encode()).stated == stated


UNCLEAR = (
    "[restricted]",
    "\N{LEFT DOUBLE QUOTATION MARK}restricted\N{RIGHT DOUBLE QUOTATION MARK}",
    "{level: restricted}",
    "(restricted)",
    "*restricted*",
    "`restricted`",
    "!restricted x",
    "Restricted",
    "internal-only",
    "",
)


@pytest.mark.parametrize("value", UNCLEAR)
@pytest.mark.parametrize("key", ["classification", '"classifi\\u0063ation"'])
@pytest.mark.parametrize("head", ["title: X", "id: POL-X\nkind: policy"])
def test_a_classification_that_is_no_known_word_counts_as_restricted(head: str, key: str, value: str) -> None:
    data = f"---\n{head}\n{key}: {value}\n---\n# X\n".encode()
    assert classify_file("docs/x.md", data).stated == "restricted"
    document, problems = read_document("docs/x.md", data)
    if isinstance(document, Document):
        assert document.record.classification == "restricted"
    assert (2 + len(head.split("\n"))) in {problem.line for problem in problems}


def test_the_problem_of_an_unclear_classification_names_line_and_remedy() -> None:
    (problem,) = read_document("docs/x.md", b"---\ntitle: X\nclassification: Restrcted\n---\n# X\n")[1]
    assert str(problem) == (
        "docs/x.md:3:17: classification is 'Restrcted', so the page counts as restricted; "
        "expected one of: public, internal, confidential, restricted; did you mean 'restricted'?"
    )
    (problem,) = read_document("docs/x.md", b"---\nClassification: public\n---\n# X\n")[1]
    assert "the key 'Classification' is not read" in str(problem)


@pytest.mark.parametrize("suffix", ["markdown", "mdown", "mkd", "mkdn", "MD", "Md", "YAML"])
def test_what_mkdocs_shows_under_other_endings_is_judged_as_well(tmp_path: Path, suffix: str) -> None:
    secret = page("restricted") if suffix != "YAML" else "id: TM-X\nkind: threat-model\nclassification: restricted\n"
    write(tmp_path / "kb", {f"docs/a.{suffix}": secret, "docs/b.markdown": page("", "See [a](a.markdown), [b](b.md).")})
    assert files(copied(tmp_path / "kb", tmp_path / "copy", "internal")) == {"docs/b.markdown"}
    shown = (tmp_path / "copy/docs/b.markdown").read_text(encoding="utf-8")
    assert ("[a](a.markdown)" in shown) is (suffix != "markdown")


@pytest.mark.parametrize(
    ("path", "text", "stated"),
    [
        ("docs/a.md", "title: X\nclassification: restricted\n\n# X\n", "restricted"),
        ("docs/a.md", "Title: X\n    more\nClassification: confidential\n# X\n", "confidential"),
        ("docs/a.md", "classification: secret\n\n# X\n", "restricted"),
        ("docs/a.md", "# X\nclassification: restricted\n", None),
        ("docs/a.md", "title: X\n\nclassification: restricted\n", None),
        ("docs/a.txt", "Plan\nClassification: restricted\nclassification: public\n", "restricted"),
        ("docs/a.html", "<!-- classification: confidential -->", "confidential"),
        ("docs/a.json", '{\n  "classification": "restricted",\n}', "restricted"),
        ("docs/a.txt", "The classification: restricted is the strictest\nclassification: see above\n", None),
        ("configurations/a.json", '{\n  "classification": "restricted"\n}', None),
        ("docs/a.json", '{"id": 1, "classification":"restricted"}', "restricted"),
        ("docs/a.html", '<head><meta name="classification" content="restricted"></head>', "restricted"),
        ("docs/a.yaml", "classification: restricted\nplan: x\n", "restricted"),
        ("docs/a.yml", "plans:\n  - name: x\n    classification: confidential\n", "confidential"),
        ("configurations/a.yaml", "classification: restricted\n", None),
    ],
)
def test_a_classification_is_found_where_no_front_matter_is(path: str, text: str, stated: str | None) -> None:
    assert classify_file(path, text.encode()).stated == stated
