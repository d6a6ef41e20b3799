"""Whatever a file holds: nothing is raised, and what is said can be printed."""

from hypothesis import example, given
from hypothesis import strategies as st
from tests.properties import examples

from trailbook.records.active_content import active_parts, disarm
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble
from trailbook.records.references import REFERENCE, fences_in, references_in_markdown, replace_tokens, tokens
from trailbook.text.markdown_text import read_markdown

FRAGMENTS = [
    "---\n",
    "id:",
    "kind:",
    "policy",
    "POL-A",
    "TM-A.T1",
    "controls:",
    "-",
    "{}",
    "[]",
    "#",
    "##",
    "\n",
    "\n\n",
    "{#C1}",
    "`a`",
    "```",
    "~~~",
    "<b>",
    "<script>",
    "[a](b)",
    "[a]:",
    "javascript:",
    "<!--",
    "-->",
    "&",
    "*",
    "_",
    "!",
    "|",
    ">",
    "'",
    '"',
    "\\",
    "\t",
    "\r",
    "\x00",
    "\x1b",
    "\u2028",
    "\ufeff",
    "é",
    "2026-02-30",
    "!!int",
    "&a",
    "*a",
    ":",
    ",",
    "%",
    "@",
    "?",
    "=",
    "<<",
    "...",
]
text = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=5), max_size=30).map("".join)
front_matter = st.builds("---\n{}\n---\n{}".format, text, text)
KEYS = ["id: POL-A", "kind: policy", "owner: T", "controls: 5", "controls: [{id: C1}]", "review: x", "roles: {a: b}"]
record = st.lists(st.sampled_from(KEYS), unique=True).flatmap(
    lambda keys: text.map(lambda body: "---\n" + "\n".join(keys) + "\n---\n" + body)
)


def is_well_reported(knowledge: KnowledgeBase) -> bool:
    """Whether each problem is listed once and in its place, and can be printed."""
    problems = list(knowledge.problems)
    printable = all(str(one).isprintable() and one.advice.isprintable() for one in problems)
    placed = all(one.line >= 1 and one.column >= 1 for one in problems)
    return problems == sorted(set(problems)) and printable and placed


@given(st.binary(max_size=200))
def test_any_bytes_are_loaded_or_reported(data: bytes) -> None:
    assert is_well_reported(assemble({"a.md": data, "b.yaml": data}))


@given(text)
def test_any_text_is_loaded_or_reported(text: str) -> None:
    data = text.encode(errors="replace")
    assert is_well_reported(
        assemble({"a.md": data, "b.yaml": data, "c.yaml": b"id: TM-A\nkind: threat-model\n" + data})
    )


@given(front_matter | record)
@examples(200)
def test_any_record_is_loaded_or_reported(text: str) -> None:
    assert is_well_reported(assemble({"a.md": text.encode(errors="replace")}))


@given(st.text(max_size=20))
def test_any_path_is_loaded_or_reported(name: str) -> None:
    assert is_well_reported(assemble({f"{name}.md": b"# A\n", f"{name}.yaml": b"kind: x\n", f"{name}/.md": b"text"}))


@given(text)
def test_a_place_lies_in_the_file(text: str) -> None:
    data = text.encode(errors="replace")
    lines = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for problem in assemble({"a.md": data}).problems:
        assert problem.line <= len(lines) + 1


@given(text)
def test_tokens_are_in_order_and_as_they_stand_in_the_text(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert token.start >= end and token.text == text[token.start : token.start + len(token.text)]
        end = token.start + len(token.text)


# Nothing here holds the beginning of a comment, as a link, a definition or an attribute list may.
FENCES = ["```\n", "\n~~~ x\n", "~~~\n", "    ", "`", "``", "<!--", "-->", "<b c='", ">", "- ", "\n", "TM-A.T1", "a "]


@given(st.lists(st.sampled_from(FENCES), max_size=14).map("".join))
@example("<!-- ```\n~~~ x\na\n~~~\n-->\n~~~ x\n~~~\n")
@example("<b c='\n~~~ x\n~~~\n>\n```\n```\n")
def test_fences_alone_are_those_among_all_tokens_but_for_html_around_them(text: str) -> None:
    around = [range(tag.start, tag.start + len(tag.text)) for tag in tokens(text) if tag.kind == "html"]
    alone = [fence for fence in fences_in(text) if not any(fence.start in tag for tag in around)]
    assert alone == [token for token in tokens(text) if token.kind == "fence"]


@given(text)
def test_replacing_each_token_by_itself_changes_nothing(text: str) -> None:
    assert replace_tokens(text, lambda token: token.text) == text


@given(text)
def test_every_reference_found_is_one(text: str) -> None:
    assert all(REFERENCE.fullmatch(token.text) for token in references_in_markdown(text))


# Words that end no code, link or tag.
inner = st.text(alphabet="ab -.\u00e9", max_size=8).map(lambda words: f"x{words}POL-A{words}x ")


@given(inner, st.sampled_from(["`{}`", "``{}``", "\n```\n{}\n```\n", "\n~~~ x\n{}\n~~~\n", "[{}](a)", "![{}](a)"]))
def test_no_reference_is_found_in_code_and_links(words: str, form: str) -> None:
    assert list(references_in_markdown(f"Before {form.format(words)} after")) == []


@given(text)
def test_disarmed_text_holds_nothing_active(text: str) -> None:
    assert list(active_parts(disarm(text))) == []


@given(text)
def test_text_without_active_content_is_left_as_it_is(text: str) -> None:
    if not list(active_parts(text)) and text.isprintable():
        assert disarm(text) == text


@given(text)
def test_sections_lie_in_the_text(text: str) -> None:
    lines = text.split("\n")
    for section in read_markdown(text).sections:
        assert 1 <= section.line <= len(lines)
