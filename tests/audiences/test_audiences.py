"""What an audience may see: what is judged hidden, what is taken out of files, and what stays as it is."""

import bz2
import gzip
import io
import lzma
import zlib
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from tests.audiences.canaries import Canaries, Maker, items_of, plain, with_hidden_items
from tests.building import configure, start, write
from tests.quick_builds import quick_builds
from tests.repositories import Repo

from trailbook.audiences.attachments import holds_names
from trailbook.audiences.audience import Audience
from trailbook.audiences.copying import Copy, CopySource, write_copy
from trailbook.audiences.file_classification import classify_file
from trailbook.audiences.hidden_names import Hidden, without_links, without_names
from trailbook.audiences.redaction import redact
from trailbook.cli import main
from trailbook.records.document import Document
from trailbook.records.kinds import KINDS
from trailbook.records.reading import read_document
from trailbook.records.vocabulary import SENSITIVITIES, Sensitivity
from trailbook.trail.git.repository import Repository
from trailbook.trail.trails import read_trails

FOLDERS = ("docs", "threat-models")
HIDDEN = Hidden(
    records=frozenset({"TM-PAYROLL"}),
    items=frozenset({"POL-ACCESS.C2"}),
    paths=frozenset({"threat-models/payroll.yaml", "docs/plans/merger.md", "docs/secret/index.md"}),
    open_paths=frozenset({"docs/index.md", "docs/plans/travel.md"}),
    titles={"POL-ACCESS.C2": frozenset({"Backdoor"}), "TM-PAYROLL": frozenset({"How salaries are paid"})},
)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


def copied(root: Path, to: Path, level: Sensitivity, **classified: Sensitivity) -> Copy:
    to.mkdir()
    return write_copy(Audience(level, classified), CopySource(root, "docs", FOLDERS), to)


def files(copy: Copy) -> set[str]:
    found = (file.relative_to(copy.root).as_posix() for file in copy.root.rglob("*") if file.is_file())
    return {path for path in found if not path.startswith(".git/")} - {"mkdocs.yml"}


@pytest.mark.parametrize(
    ("level", "text", "seen"),
    [
        ("internal", "", True),
        ("public", "", False),
        ("internal", "classification: confidential\n", False),
        ("public", "classification: public\n", False),
        ("internal", "clasification: restricted\n", False),
    ],
)
def test_only_those_who_may_read_it_get_a_telephone_number(
    repo: Repo, tmp_path: Path, level: Sensitivity, text: str, seen: bool
) -> None:
    number = "+44 20 7946 0199"
    contacts = f"{text}teams: {{Us: {{phone: '{number}'}}}}\n"
    files = {"docs/index.md": "---\nclassification: public\n---\n# Home\n", "contacts.yaml": contacts}
    repo.commit("Begin", files)
    copy = copied(repo.root, tmp_path / "copy", level)
    objects = repo.git("-C", str(copy.root), "cat-file", "--batch-all-objects", "--batch")
    assert number not in objects
    assert any(number in file.read_text() for file in copy.root.glob("*.yaml")) is seen


def messages(copy: Copy) -> list[str]:
    return [commit.title for commit in Repository(copy.root).history().commits.values()]


def page(level: str = "", text: str = "Text.") -> str:
    return f"---\nclassification: {level}\n---\n# Page\n\n{text}\n" if level else f"# Page\n\n{text}\n"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("See TM-PAYROLL.T3.", "See restricted."),
        ("See POL-ACCESS.C2, not POL-ACCESS.C1.", "See restricted, not POL-ACCESS.C1."),
        ("at /id/tm-payroll.t3/", "at /id/restricted/"),
        ("TM-PAYROLL-EXTRA is joined", "restricted is joined"),
        ("POL-ACCESS.C22 and TM-PAY are others", "POL-ACCESS.C22 and TM-PAY are others"),
        ("threat-models/payroll.yaml:12", "restricted:12"),
        ("../plans/merger/#why", "restricted"),
        ("../plans/travel.md and merger", "../plans/travel.md and merger"),
        ("secret/index.md, index.md", "restricted, index.md"),
        ("POL-ACCESS.C2 Backdoor", "restricted restricted"),
        ("A backdoor in the garden", "A backdoor in the garden"),
        ("It tells how salaries\nare paid here", "It tells restricted here"),
        ("#how-salaries-are-paid, how_salaries_are_paid", "#restricted, restricted"),
        ("plans\\merger and merger.html", "restricted and restricted"),
        ("see merger.py and a merger", "see merger.py and a merger"),
        ("secret/ and docs/secret/x.png", "restricted and restricted"),
        ("the secret, and/or plans/x", "the secret, and/or plans/x"),
        ("P&#79;L-ACCESS.C2 and **TM**-PAYROLL", "restricted and **restricted"),
        ("TM_PAYROLL, tm\u2011payroll, TM-PAYROLLs", "restricted, restricted, restricted"),
        (
            "<b>TM</b>-<i>PAYROLL</i> <tspan>TM</tspan><tspan>-PAYROLL</tspan>",
            "<b>restricted</i> <tspan>restricted</tspan>",
        ),
        ("\\u0054M-PAYROLL and TM%2dPAYROLL", "restricted and restricted"),
    ],
)
def test_names_of_what_is_hidden_read_restricted(said: str, shown: str) -> None:
    place = said.removesuffix(":12")
    assert without_names(place, HIDDEN) + said[len(place) :] == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("[Merger](plans/merger.md) soon", "restricted soon"),
        ("[Pay][TM-PAYROLL]", "restricted"),
        ("[Trip](plans/travel.md)", "[Trip](plans/travel.md)"),
        ("![Chart](../secret/index.md)", "restricted"),
        ("[Merger][m] and [m]\n\n[m]: plans/merger.md\n", "restricted and restricted\n\n\n"),
    ],
)
def test_a_link_to_what_is_hidden_goes_with_its_label(said: str, shown: str) -> None:
    assert without_links(said, HIDDEN) == shown


@given(st.text())
def test_text_that_names_nothing_hidden_comes_back_as_it_is(text: str) -> None:
    assert without_names(text, Hidden()) == text
    assert without_links(text, Hidden()) == text


@given(st.text(), st.text(), st.sampled_from(["TM-PAYROLL", "POL-ACCESS.C2", "docs/plans/merger.md"]))
def test_no_text_keeps_a_name(before: str, after: str, name: str) -> None:
    shown = without_names(f"{before} {name} {after}", HIDDEN)
    assert name not in shown
    assert without_names(shown, HIDDEN) == shown


@pytest.mark.parametrize("kind", sorted(kind for kind, cls in KINDS.items() if any(items_of(cls))))
def test_a_record_without_its_hidden_items_is_still_that_record(kind: str) -> None:
    path = "record.yaml" if KINDS[kind].syntax == "yaml" else "record.md"
    id, canaries = f"{KINDS[kind].prefix}-OPEN", Canaries()
    text = with_hidden_items(kind, id, canaries)
    removed = frozenset(classify_file(path, text.encode()).items)
    found = redact(path, text.encode(), Hidden(items=frozenset(f"{id}.{item}" for item in removed)), removed)
    assert found.data is not None
    document, problems = read_document(path, found.data)
    assert isinstance(document, Document)
    assert problems == []
    assert document.record.id == id
    assert not [word for word in canaries.places if word in found.data.decode()]


POLICY = """\
---
id: POL-OPEN
kind: policy
owner: Us
roles: [maker]
review: {{cadence: yearly}}
controls:
  - {{id: C1, level: must}}
  - {{id: C2, level: must, classification: restricted}}
  - {{id: C3, level: must}}
---
# Open

## One {{#C1}}

Text[^both] of a [plan][].

{two}

## Three {{#C3}}

Text.

{end}
"""
DEFINITIONS = """\
[^deal]: ZQSECRET closes the deal
in May, see [a page][far].

    ZQSECRET is more of it.

[^both]: Both use it.
[ref]: https://zqsecret.example/
  "ZQSECRET"
*[XYZ]: ZQSECRET
[plan]: plan.md
[far]: zqsecret.md
"""


def hiding_c2(two: str, end: str = "") -> str | None:
    """The policy without its second control; None if nothing of it can be shown."""
    data = POLICY.format(two=two, end=end).encode()
    found = redact("content/open.md", data, Hidden(items=frozenset({"POL-OPEN.C2"})), frozenset({"C2"})).data
    return found.decode() if found is not None else None


def test_what_only_a_hidden_item_uses_goes_with_it() -> None:
    shown = hiding_c2("## Two {#C2}\n\nText[^deal][^both] and [this][REF] of the XYZ.", DEFINITIONS) or ""
    assert "zqsecret" not in shown.casefold()
    assert shown.endswith("[^both]: Both use it.\n[plan]: plan.md\n\n")
    kept = hiding_c2("## Two {#C2}\n\nText.", DEFINITIONS) or ""
    assert kept.endswith(DEFINITIONS + "\n")


def test_very_many_definitions_are_judged_in_time() -> None:
    notes = [f"[^n{number}]: See[^n{number - 1}]." for number in range(4_000)]
    begun = perf_counter()
    shown = hiding_c2("## Two {#C2}\n\nText[^n3999].", "\n".join(notes)) or ""
    assert "[^n" not in shown
    assert perf_counter() - begun < 20


@pytest.mark.parametrize(
    "two",
    [
        "## C2 Two\n\nZQSECRET",
        "## Two {.x #C2}\n\nZQSECRET",
        "   ## Two {#C2}\n\nZQSECRET",
        "> ## Two {#C2}\n>\n> ZQSECRET",
        "!!! note\n    ## Two {#C2}\n\n    ZQSECRET",
        "Two\n:   ZQSECRET {#C2}\n\n    ZQSECRET",
    ],
)
def test_a_record_goes_if_the_text_of_its_hidden_item_is_not_found(two: str) -> None:
    assert hiding_c2(two) is None


@pytest.mark.parametrize("comment", ["<!--\n## No heading\n-->", "Text <!-- of\n## No heading\n-->"])
def test_no_heading_in_a_comment_ends_a_hidden_item(comment: str) -> None:
    shown = hiding_c2(f"## Two {{#C2}}\n\n{comment}\n\nZQSECRET")
    assert shown is not None
    assert "ZQSECRET" not in shown


def test_a_file_without_anything_hidden_keeps_its_bytes() -> None:
    maker = Maker("threat-model", "TM-PLAIN", plain, lambda place: place.replace(".", "-").replace(" ", "-"))
    data = b"# a comment\r\n" + maker.file(maker.record()).encode()
    assert redact("threat-models/plain.yaml", data, HIDDEN).data == data


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


def test_a_text_that_is_restricted_today_was_never_open(repo: Repo, tmp_path: Path) -> None:
    names = ("docs/a.txt", "docs/b.markdown")
    first = repo.commit("Write", dict.fromkeys(names, "Text.\n"))
    repo.commit("Restrict", dict.fromkeys(names, "---\nclassification: restricted\n---\nText.\n"))
    repo.git("checkout", "--quiet", "--detach", first)
    assert files(copied(repo.root, tmp_path / "copy", "internal")) == set()


@pytest.mark.parametrize("level", SENSITIVITIES)
def test_an_audience_sees_its_level_and_what_is_below(tmp_path: Path, level: Sensitivity) -> None:
    write(tmp_path / "kb", {f"docs/{word}.md": page(word) for word in SENSITIVITIES})
    copy = copied(tmp_path / "kb", tmp_path / "copy", level)
    assert files(copy) == {f"docs/{word}.md" for word in SENSITIVITIES[: SENSITIVITIES.index(level) + 1]}


def test_a_folder_says_how_strict_what_is_in_it_is_unless_that_says_so_itself(tmp_path: Path) -> None:
    write(tmp_path / "kb", {"docs/a/x.md": page(), "docs/a/b/y.md": page(), "docs/a/z.md": page("public")})
    folders: Mapping[str, Sensitivity] = {"docs/a": "restricted", "docs/a/b": "public"}
    copy = copied(tmp_path / "kb", tmp_path / "copy", "internal", **folders)
    assert files(copy) == {"docs/a/b/y.md", "docs/a/z.md"}


def test_an_attachment_goes_with_the_only_pages_that_name_it(tmp_path: Path) -> None:
    both, theirs = page("restricted", "![a](logo.png) ![b](plan.png)"), page("", "![a](logo.png)")
    write(tmp_path / "kb", {"docs/a.md": f"{both}\n[c](the%20plan.svg)\n", "docs/b.md": theirs})
    names = ("logo.png", "plan.png", "the plan.svg", "beside.png", "img/apart.png")
    write(tmp_path / "kb", {f"docs/{name}": "x" for name in names})
    copy = copied(tmp_path / "kb", tmp_path / "copy", "internal")
    assert files(copy) == {"docs/b.md", "docs/logo.png", "docs/img/apart.png"}


def test_an_attachment_is_named_by_its_whole_path(tmp_path: Path) -> None:
    texts = {
        "docs/vault/a.md": page("restricted", "![a](img/1.png) ![b](img/a.png)"),
        "docs/guide/b.md": page("", '![a](img/1.png) and <img src="../img/data.png"> and [c](<my file.txt>)'),
        "docs/guide/c.md": page("", "[x](../vault/shown.css) but not img/other.png"),
        "docs/vault/shown.css": "body { background: url(img/far.png) }",
    }
    write(tmp_path / "kb", texts)
    pictures = ("guide/img/1.png", "guide/img/data.png", "guide/my file.txt", "guide/lone.png", "vault/img/far.png")
    shut = ("vault/img/1.png", "vault/img/a.png", "vault/img/other.png", "vault/deep/er/x.pdf", "vault/x.pdf")
    write(tmp_path / "kb", {f"docs/{name}": "x" for name in (*pictures, *shut)})
    copy = copied(tmp_path / "kb", tmp_path / "copy", "internal")
    assert files(copy) == {f"docs/{name}" for name in pictures} | texts.keys() - {"docs/vault/a.md"}


def test_what_the_settings_name_stays(tmp_path: Path) -> None:
    to = tmp_path / "copy"
    to.mkdir()
    write(
        tmp_path / "kb", {"docs/a.md": page("restricted", "own.css, other.css"), "docs/own.css": "", "docs/o.css": ""}
    )
    source = CopySource(tmp_path / "kb", "docs", FOLDERS, "extra_css: [own.css]")
    assert files(write_copy(Audience("internal"), source, to)) == {"docs/own.css"}


def test_a_link_is_judged_by_what_it_leads_to(tmp_path: Path) -> None:
    root = write(tmp_path / "kb", {"docs/vault/a.md": page("restricted"), "docs/b.md": page(), ".git-like/config": "x"})
    write(root, {"docs/.hidden/x.txt": "x", "threat-models/m.yaml": "a: 1\n", "docs/c/open.txt": "x"})
    links = {"1.txt": "vault/a.md", "2.txt": "../.git-like/config", "3.txt": ".hidden/x.txt", "4.txt": "../../other"}
    links |= {"5.txt": "../threat-models/m.yaml", "6.txt": "1.txt", "c/7.txt": "open.txt", "8.txt": "8.txt"}
    for name, target in {**links, "folder": "vault"}.items():
        (root / "docs" / name).symlink_to(target)
    assert files(copied(root, tmp_path / "copy", "internal")) == {
        "docs/b.md",
        "docs/c/open.txt",
        "docs/c/7.txt",
        "threat-models/m.yaml",
    }


def test_a_file_that_can_not_be_read_is_left_out_where_something_has_to_be_taken_out_of_it() -> None:
    broken = b"---\nid: POL-ACCESS\nkind: policy\n---\n# A\n\n## Backdoor {#C2}\n"
    assert redact("docs/a.md", broken, HIDDEN, frozenset({"C2"})).data is None
    assert redact("docs/a.md", b"\xff\xfe TM-PAYROLL", HIDDEN).data is None
    assert redact("docs/a.png", b"\xff\xfe", HIDDEN).data == b"\xff\xfe"


def test_a_hidden_item_that_had_another_id_is_hidden_under_that(repo: Repo, tmp_path: Path) -> None:
    def policy(id: str, level: str | None) -> str:
        maker = Maker("policy", "POL-A", plain, lambda place: "C1")
        values = maker.record()
        del values["exceptions"]
        other = {**values["controls"][0], "id": id, "title": "Door", "text": "Secret."}
        return maker.file({**values, "controls": [values["controls"][0], {**other, "classification": level}]})

    repo.commit("Write", {"docs/a.md": policy("C9", "internal")})
    repo.commit("Number anew", {"docs/a.md": policy("C2", "internal")})
    repo.commit("Restrict", {"docs/a.md": policy("C2", "restricted")})
    (trail,) = read_trails(Repository(copied(repo.root, tmp_path / "copy", "internal").root), FOLDERS)
    assert "Secret" not in str(trail)
    assert {change.item for decision in trail.decisions for change in decision.changes} <= {None, "C1"}


def test_a_tag_that_names_what_is_hidden_is_left_out(repo: Repo, tmp_path: Path) -> None:
    repo.commit("Write", {"docs/a.md": page()})
    text = "---\nid: POL-SECRET\nkind: policy\nclassification: restricted\n---\n# X\n"
    repo.commit("Write more", {"docs/b.md": text})
    repo.git("tag", "before-POL-SECRET")
    repo.git("tag", "1.0.0")
    assert [tag.name for tag in Repository(copied(repo.root, tmp_path / "copy", "internal").root).tags()] == ["1.0.0"]


def packed(*texts: str | bytes) -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for number, text in enumerate(texts):
            archive.writestr(f"{number}.xml", text)
    return file.getvalue()


@pytest.mark.parametrize("name", ["TM-PAYROLL", "pol-access.c2", "How salaries are paid", "plans/merger.md"])
def test_a_file_that_is_no_text_is_searched_for_names_as_well(name: str) -> None:
    text = f"By us: {name}, 2026"
    picture = b"\x89PNG zTXt\0" + zlib.compress(text.encode()) + b"\0"
    document = f"%PDF-1.7\n<</Title <{text.encode('utf-16-be').hex()}>>>".encode()
    drawing = (
        b'<svg><image href="data:image/svg+xml;base64,' + b64encode(f"<svg>{text * 3}</svg>".encode()) + b'"/></svg>'
    )
    plain = text.encode()
    for data in (
        *(plain, text.encode("utf-16"), packed("x", text), gzip.compress(plain), picture, document, drawing),
        *(bz2.compress(plain), lzma.compress(plain), packed(packed("x", text)), gzip.compress(packed(text))),
    ):
        assert holds_names(data, HIDDEN)
    assert not holds_names(packed("TM-PAY is open", "x" * 10_000), HIDDEN)
    assert not holds_names(zlib.compress(text.encode()), Hidden())


def test_a_drawing_that_holds_a_hidden_name_in_base64_is_left_out(repo: Repo, tmp_path: Path) -> None:
    secret = "---\nid: POL-SECRET\nkind: policy\nclassification: restricted\n---\n# X\n"
    inner = b64encode(b"<svg><text>It follows from POL-SECRET</text></svg>").decode()
    texts = {
        "docs/a.md": page("", "![x](a.svg) ![y](b.svg)"),
        "docs/b.md": secret,
        "docs/b.svg": "<svg>POL-SECRET</svg>",
    }
    repo.commit("Write", {**texts, "docs/a.svg": f'<svg><image href="data:image/svg+xml;base64,{inner}"/></svg>'})
    assert files(copied(repo.root, tmp_path / "copy", "internal")) == {"docs/a.md", "docs/b.svg"}


def test_an_open_picture_that_names_what_is_hidden_is_left_out(repo: Repo, tmp_path: Path) -> None:
    secret = "---\nid: POL-SECRET\nkind: policy\nclassification: restricted\n---\n# X\n"
    names = ("a.png", "pol-secret.png", "c.png")
    texts = {"docs/a.md": page("", " ".join(f"![x]({name})" for name in names)), "docs/b.md": secret}
    repo.commit("Write", {**texts, "docs/a.png": b"\x89 POL-SECRET", "docs/pol-secret.png": b"1", "docs/c.png": b"1"})
    assert files(copied(repo.root, tmp_path / "copy", "internal")) == {"docs/a.md", "docs/c.png"}


def test_the_page_and_the_tag_of_a_release_that_quote_a_withheld_title_go(repo: Repo, tmp_path: Path) -> None:
    title = "Move payroll to the cellar"
    repo.commit(title, {"docs/b.md": page("restricted"), "docs/a.md": page()})
    notes = {"docs/releases/1.0.0.md": page("", f"- {title.upper()}"), "docs/releases/2.0.0.md": page()}
    repo.commit("Release", notes)
    repo.git("tag", "-a", "1.0.0", "-m", f"With \u201c{title}\u201d", **repo._when())
    copy = copied(repo.root, tmp_path / "copy", "internal")
    assert files(copy) == {"docs/a.md", "docs/releases/2.0.0.md"}
    assert title not in Repo(copy.root).git("cat-file", "-p", "1.0.0")


def test_readers_of_everything_need_no_copy() -> None:
    assert Audience("restricted").reads_everything
    assert not Audience("confidential").reads_everything


def test_what_is_hidden_now_has_no_past(repo: Repo, tmp_path: Path) -> None:
    repo.commit("Write", {"docs/a.md": page(), "docs/b.md": page()})
    repo.commit("Restrict", {"docs/a.md": page("restricted")})
    copy = copied(repo.root, tmp_path / "copy", "internal")
    assert [trail.record for trail in read_trails(Repository(copy.root), FOLDERS)] == ["docs/b.md"]
    assert messages(copy) == ["Withheld from this audience", "Withheld from this audience"]


def test_what_was_hidden_once_begins_where_it_was_opened(repo: Repo, tmp_path: Path) -> None:
    repo.commit("Write", {"docs/a.md": page("restricted", "Secret.")})
    repo.commit("Change", {"docs/a.md": page("restricted", "More secret.")})
    repo.commit("Open", {"docs/a.md": page("", "Told.")})
    repo.commit("Go on", {"docs/a.md": page("", "Told again.")})
    copy = copied(repo.root, tmp_path / "copy", "internal")
    (trail,) = read_trails(Repository(copy.root), FOLDERS)
    assert [decision.title for decision in trail.decisions] == ["Go on", "Withheld from this audience"]


def test_what_is_gone_is_hidden_if_it_ever_was(repo: Repo, tmp_path: Path) -> None:
    repo.commit("Write", {"docs/a.md": page(), "docs/b.md": page()})
    repo.commit("Restrict", {"docs/a.md": page("confidential")})
    repo.commit("Relax", {"docs/a.md": page()})
    repo.commit("Delete", {"docs/a.md": None})
    copy = copied(repo.root, tmp_path / "copy", "internal")
    assert [trail.record for trail in read_trails(Repository(copy.root), FOLDERS)] == ["docs/b.md"]


def test_the_former_names_of_what_is_hidden_are_hidden(repo: Repo, tmp_path: Path) -> None:
    long = page("", "A text that is long enough to be followed when it moves.\n" * 5)
    repo.commit("Write", {"docs/merger.md": long})
    repo.commit("Move", {"docs/merger.md": None, "docs/project.md": long})
    repo.commit("Restrict", {"docs/project.md": long.replace("# Page", "---\nclassification: restricted\n---\n# Page")})
    repo.commit("Use the name again", {"docs/merger.md": page("", "Quite another thing.")})
    copy = copied(repo.root, tmp_path / "copy", "internal")
    assert files(copy) == {"docs/merger.md"}
    (trail,) = read_trails(Repository(copy.root), FOLDERS)
    assert [decision.title for decision in trail.decisions] == ["Use the name again"]


def test_an_edit_that_opens_counts_once_it_is_committed_and_one_that_hides_at_once(repo: Repo, tmp_path: Path) -> None:
    repo.commit("Write", {"docs/a.md": page("restricted"), "docs/b.md": page()})
    repo.write({"docs/a.md": page(), "docs/b.md": page("restricted")})
    assert files(copied(repo.root, tmp_path / "copy", "internal")) == set()


def test_an_old_revision_is_judged_by_what_became_of_it(repo: Repo, tmp_path: Path) -> None:
    first = repo.commit("Write", {"docs/a.md": page(), "docs/b.md": page()})
    repo.commit("Restrict", {"docs/a.md": page("restricted")})
    repo.git("checkout", "--quiet", "--detach", first)
    assert files(copied(repo.root, tmp_path / "copy", "internal")) == {"docs/b.md"}


def test_a_message_stays_where_the_commit_touched_and_names_nothing_hidden(repo: Repo, tmp_path: Path) -> None:
    def model(shown: str, hidden: str) -> str:
        maker = Maker("policy", "POL-A", plain, lambda place: "C1")
        values = maker.record()
        del values["exceptions"]
        other = {**values["controls"][0], "id": "C2", "title": "Hidden", "text": hidden, "classification": "restricted"}
        control = {**values["controls"][0], "text": shown}
        return maker.file({**values, "controls": [control, other]})

    repo.commit("Write", {"docs/a.md": model("One.", "Secret.")})
    repo.commit("Reword the first", {"docs/a.md": model("Two.", "Secret.")})
    repo.commit("Reword the second", {"docs/a.md": model("Two.", "More secret.")})
    repo.commit("Reword as POL-A.C2 asks", {"docs/a.md": model("Three.", "More secret.")})
    repo.commit("Reword as C2 asks", {"docs/a.md": model("Four.", "More secret.")})
    copy = copied(repo.root, tmp_path / "copy", "internal")
    withheld = "Withheld from this audience"
    assert messages(copy) == [withheld, withheld, withheld, "Reword the first", withheld]


def test_a_message_goes_where_the_commit_touched_what_the_copy_lacks_or_rewrites(repo: Repo, tmp_path: Path) -> None:
    texts = {"docs/a.md": page("", "![a](a.png)"), "docs/v/b.md": page("restricted", "![b](b.png) ![c](c.png)")}
    pictures = ("docs/a.png", "docs/v/b.png")
    repo.commit("Write", {**texts, **dict.fromkeys(pictures, "1"), ".mailmap": "", "mkdocs.yml": "", "code.py": ""})
    repo.commit("Draw the open one", {"docs/a.png": "2", "docs/a.md": page("", "![a](a.png) Again.")})
    for path in ("docs/v/b.png", "docs/v/c.png", "mkdocs.yml", "code.py"):
        repo.commit(f"Change {path}", {path: "3"})
    repo.commit("Take one away", {"docs/v/c.png": None})
    repo.commit("Change both", {"docs/a.png": "4", "docs/v/b.png": "4"})
    copy = copied(repo.root, tmp_path / "copy", "internal")
    assert messages(copy) == ["Withheld from this audience"] * 6 + ["Draw the open one", "Withheld from this audience"]


def test_a_withheld_reason_is_not_a_missing_one(repo: Repo, tmp_path: Path) -> None:
    repo.commit("Write\n\nRationale: It was asked for.", {"docs/a.md": page(), "docs/b.md": page("restricted")})
    repo.commit("Change", {"docs/a.md": page("", "Other."), "docs/b.md": page("restricted", "Other.")})
    (trail,) = read_trails(Repository(copied(repo.root, tmp_path / "copy", "internal").root), FOLDERS)
    assert [decision.rationale.source for decision in trail.decisions] == ["title", "body"]


def test_the_merge_that_brought_what_is_hidden_is_withheld(repo: Repo, tmp_path: Path) -> None:
    repo.commit("Write", {"docs/a.md": page()})
    repo.branch("topic")
    repo.commit("Secret", {"docs/b.md": page("restricted")})
    repo.commit("Take back", {"docs/b.md": None})
    repo.checkout("main")
    repo.merge("topic", "Merge the secret")
    copy = copied(repo.root, tmp_path / "copy", "internal")
    assert messages(copy) == ["Withheld from this audience"] * 3 + ["Write"]


def test_a_knowledge_base_in_a_folder_of_its_repository_stays_there(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.commit("Write", {"kb/docs/a.md": page(), "kb/docs/b.md": page("restricted"), "other/c.md": page()})
    copy = copied(repo.root / "kb", tmp_path / "copy", "internal")
    assert copy.root == tmp_path / "copy" / "kb"
    assert files(copy) == {"docs/a.md"}
    assert Repository(copy.root).prefix == "kb/"


def test_the_page_of_a_release_goes_if_it_names_what_is_hidden(repo: Repo, tmp_path: Path) -> None:
    secret = "---\nid: POL-SECRET\nkind: policy\nclassification: restricted\n---\n# X\n"
    repo.commit("Write", {"docs/a.md": page("", "POL-SECRET"), "docs/b.md": secret})
    repo.commit(
        "Release", {"docs/releases/1.md": page("", "POL-SECRET.C1: high → medium"), "docs/releases/2.md": page()}
    )
    copy = copied(repo.root, tmp_path / "copy", "internal")
    assert files(copy) == {"docs/a.md", "docs/releases/2.md"}


def test_nothing_is_edited_in_the_copy_but_what_is_edited(repo: Repo, tmp_path: Path) -> None:
    leading = page("", "See [b](b.md).")
    repo.commit("Write", {"docs/a.md": leading, "docs/b.md": page("restricted"), "docs/c.md": page()})
    repo.write({"docs/c.md": page("", "Edited.")})
    assert Repository(copied(repo.root, tmp_path / "copy", "internal").root).edited() == {"docs/c.md"}


@pytest.mark.slow
def test_a_site_of_the_past_leaves_out_what_is_hidden_today(tmp_path: Path) -> None:
    root = tmp_path / "kb"
    root.mkdir()
    configure(root, "trailbook/records", "trailbook/trail")
    repo = Repo(root)
    repo.commit("Write", {"docs/index.md": page(), "docs/canary.md": page("", "Canary.")})
    repo.commit("Restrict", {"docs/canary.md": page("restricted", "Canary.")})
    command = [
        "build",
        "--root",
        str(root),
        "--output",
        str(tmp_path / "site"),
        "--as-of",
        "HEAD^",
        "--audience",
        "internal",
    ]
    with quick_builds():
        result = CliRunner().invoke(main, command)
    assert result.exit_code == 0, result.output
    texts = {file: file.read_bytes() for file in (tmp_path / "site").rglob("*") if file.is_file()}
    assert not [file for file, text in texts.items() if b"anary" in text or "canary" in str(file.name)]
    assert "less strict" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_published_version_loses_what_was_hidden_since(tmp_path: Path) -> None:
    root = tmp_path / "kb"
    root.mkdir()
    configure(root, "trailbook/trail")
    repo = Repo(root)
    repo.commit("Write", {"docs/index.md": page(), "docs/canary.md": page()})
    repo.git("tag", "1.0.0")
    command = ["publish", "--root", str(root), "--output", str(tmp_path / "public"), "--tags", "*"]
    for level, hidden in (("public", False), ("restricted", True)):
        repo.commit("Classify", {"docs/index.md": page("public"), "docs/canary.md": page(level)})
        with quick_builds():
            result = CliRunner().invoke(main, [*command, "--audience", "internal"])
        assert result.exit_code == 0, result.output
        assert "1.0.0: built" in result.output
        assert bool(list((tmp_path / "public").rglob("canary"))) is not hidden


def test_an_export_says_for_whom_it_is(tmp_path: Path) -> None:
    root = tmp_path / "kb"
    root.mkdir()
    configure(root, "trailbook/records", copyright="Ours")
    write(root, {"docs/index.md": page(), "docs/canary.md": page("restricted")})
    command = ["export", "--root", str(root), "--output", str(tmp_path / "out"), "--audience", "internal"]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0, result.output
    assert "Ours · For readers of what is internal" in (tmp_path / "out" / "mkdocs.yml").read_text(encoding="utf-8")
    assert not list((tmp_path / "out").rglob("canary*"))


def test_an_export_follows_no_link_into_a_hidden_folder(tmp_path: Path) -> None:
    root = write(tmp_path / "kb", {"docs/index.md": page(), "docs/.own/x.txt": "x", "docs/open.txt": "x"})
    for name, target in {"a.txt": ".own/x.txt", "b.txt": "open.txt", "c.txt": "../mkdocs.yml"}.items():
        (root / "docs" / name).symlink_to(target)
    configure(root, "trailbook/records")
    result = CliRunner().invoke(main, ["export", "--root", str(root), "--output", str(tmp_path / "out")])
    assert "docs/a.txt:1:1: a symbolic link to what is hidden" in result.output
    assert {file.name for file in (tmp_path / "out/docs").glob("*.txt")} == {"b.txt", "open.txt"}


def test_a_site_whose_plugins_know_of_no_audience_is_not_built(tmp_path: Path) -> None:
    root = write(tmp_path / "kb", {"docs/index.md": page()})
    configure(root, "trailbook/diagrams")
    result = CliRunner().invoke(main, ["build", "--root", str(root), "--audience", "internal"])
    assert result.exit_code == 1
    assert "needs one of these plugins" in result.output


def test_a_model_is_converted_for_the_audience(tmp_path: Path) -> None:
    root = start(tmp_path / "kb")
    model, settings = root / "threat-models/leave-requests.yaml", root / "mkdocs.yml"
    text = model.read_text(encoding="utf-8")
    model.write_text(text.replace("  - id: T2\n", "  - id: T2\n    classification: restricted\n"), encoding="utf-8")
    runner, command = CliRunner(), ["convert", "TM-LEAVE", "--format", "otm", "--root", str(root)]
    title = "The flow stops when its maker leaves"
    assert title in runner.invoke(main, command).stdout
    assert title not in runner.invoke(main, [*command, "--audience", "internal"]).stdout
    shown = settings.read_text(encoding="utf-8").replace("brand: true", "brand: true\n      audience: internal")
    settings.write_text(shown, encoding="utf-8")
    result = runner.invoke(main, command)
    assert "TM-LEAVE" in result.stdout
    assert title not in result.stdout


def test_commands_follow_the_audience_of_the_configuration(tmp_path: Path) -> None:
    root = start(tmp_path / "kb")
    file = root / "mkdocs.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("brand: true", "brand: true\n      audience: public"), encoding="utf-8")
    runner = CliRunner()
    assert "TM-LEAVE" not in runner.invoke(main, ["register", "--root", str(root)]).output
    assert "TM-LEAVE" in runner.invoke(main, ["register", "--root", str(root), "--audience", "internal"]).output
    file.write_text(text.replace("brand: true", "brand: true\n      audience: pubic"), encoding="utf-8")
    result = runner.invoke(main, ["register", "--root", str(root)])
    assert result.exit_code == 2
    assert "did you mean 'public'?" in result.output


def test_ones_own_review_is_none_in_a_copy_either_whatever_the_mailmap_says(repo: Repo, tmp_path: Path) -> None:
    eve = {"GIT_AUTHOR_NAME": "Eve", "GIT_AUTHOR_EMAIL": "eve@example.org"}
    repo.commit("Begin", {".mailmap": "Intern <intern@example.org> <eve@example.org>\n"}, **eve)
    repo.commit("Write\n\nReviewed-by: Eve <eve@other.example>", {"docs/a.md": page()}, **eve)
    copy = copied(repo.root, tmp_path / "copy", "internal")
    (trail,) = read_trails(Repository(copy.root), FOLDERS)
    (decision,) = trail.decisions
    assert decision.author.name == "Intern"
    assert [(one.name, one.counts) for one in decision.approvals] == [("Eve", False)]
    assert "eve@example.org" not in Repository(copy.root).git.text("log", "--format=%ae %ce")
