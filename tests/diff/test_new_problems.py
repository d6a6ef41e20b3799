"""Which problems a change brings: matched by what they say of what, never by lines."""

from hypothesis import given
from hypothesis import strategies as st
from tests.diff.changed_models import FILES, MODEL, POLICY

from trailbook.diff.new_problems import CheckedKnowledge, new_problems
from trailbook.records.loading import assemble

BROKEN = {
    "content/old.md": "# Old\n\n## One\n\nSee POL-GONE.C1.\n\n## Two\n\nSee POL-GONE.C1 and TM-NONE.\n",
    "content/policies/share.md": POLICY.replace("TM-APP.T1", "TM-APP.T9"),
    "threat-models/app.yaml": MODEL.replace("state: planned", "state: sometime"),
    "threat-models/other.yaml": MODEL.replace("TM-APP", "TM-OTHER").replace("target: STORE", "target: STOER"),
}


def checked(files: dict[str, str]) -> CheckedKnowledge:
    knowledge = assemble({path: text.encode() for path, text in files.items()})
    return CheckedKnowledge(knowledge, knowledge.problems)


def compared(before: dict[str, str], now: dict[str, str], **renamed: str) -> tuple[list[str], int, int]:
    found = new_problems(checked(before), checked(now), renamed)
    return [problem.rule for problem in found.new], found.older, found.solved


@given(st.data())
def test_text_that_moves_what_is_wrong_brings_nothing(data: st.DataObject) -> None:
    moved = {}
    for path, text in BROKEN.items():
        head, mark, rest = text.partition("\n## " if path.endswith(".md") else "\nboundaries:")
        lines = data.draw(st.integers(0, 5))
        moved[path] = head + "\n" * lines + mark + rest
    number = len(checked(BROKEN).problems)
    assert number >= 5
    assert compared(BROKEN, moved) == ([], number, 0)


def test_what_is_mended_is_counted() -> None:
    number = len(checked(BROKEN).problems)
    assert compared(BROKEN, {**BROKEN, "content/old.md": "# Old\n"}) == ([], number - 3, 3)


def test_a_record_is_followed_by_its_id_and_a_page_by_what_git_saw() -> None:
    number = len(checked(BROKEN).problems)
    moved = {path: text for path, text in BROKEN.items() if path != "threat-models/other.yaml"}
    assert compared(BROKEN, {**moved, "threat-models/moved.yaml": BROKEN["threat-models/other.yaml"]}) == (
        [],
        number,
        0,
    )
    page = {path: text for path, text in BROKEN.items() if path != "content/old.md"}
    now = {**page, "content/new.md": BROKEN["content/old.md"]}
    assert compared(BROKEN, now, **{"content/new.md": "content/old.md"}) == ([], number, 0)
    assert len(compared(BROKEN, now)[0]) == 3


def test_another_item_a_section_more_and_another_message_are_new() -> None:
    text = BROKEN["content/old.md"]
    assert compared(BROKEN, {**BROKEN, "content/old.md": f"{text}\n## Three\n\nSee TM-NONE.\n"})[0] == [
        "dangling-reference"
    ]
    assert compared(BROKEN, {**BROKEN, "content/old.md": text.replace("TM-NONE", "TM-NONE.T1")})[0] == []
    other = BROKEN["threat-models/other.yaml"].replace("STOER", "STROE")
    assert compared(BROKEN, {**BROKEN, "threat-models/other.yaml": other})[0] == ["dangling-reference"]


def test_a_sound_base_has_nothing_that_could_excuse_a_problem() -> None:
    sound = {path: str(text) for path, text in FILES.items() if path != "mkdocs.yml"}
    new, older, solved = compared(sound, {**sound, **BROKEN})
    assert (len(new), older, solved) == (len(checked({**sound, **BROKEN}).problems), 0, 0)
