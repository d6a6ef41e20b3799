"""Steps that read hard are told as notices, or as errors where the configuration says so."""

import pytest
from tests.paths import REPOSITORY, STARTER

from trailbook.records.loading import assemble, load
from trailbook.risk.playbooks.plain_language import DEFAULT, PlainLanguage, hard_steps, read_plain_language

HARD = "Organisational responsibilities necessitate interdepartmental communication regarding authorisation. " * 4
LONG = " ".join(["Go"] * 36) + "."
FAIR = (
    "Set up a meeting with the owner of the app and the reviewer. Decide together which of the people need access, and "
    "which do not."
)
EASY = "Sign in as the first user. Look for the list. Try to open it. Then sign out and tell your team what you saw."


def playbook(text: str, status: str = "active") -> str:
    return f"""\
---
id: PB-A
kind: playbook
status: {status}
owner: Team
use: build
roles: [maker]
trigger: Now.
steps: [{{id: S1}}]
---
# Do it

## Look {{#S1}}

{text}
"""


def advice(text: str, asked: PlainLanguage = DEFAULT, status: str = "active") -> list[str]:
    knowledge = assemble({"content/a.md": playbook(text, status).encode()})
    assert knowledge.problems == ()
    return [str(problem) for problem in hard_steps(knowledge, asked)]


def test_a_step_in_plain_english_is_no_notice() -> None:
    assert advice(EASY) == []


def test_a_hard_step_is_a_notice_at_its_heading() -> None:
    (notice,) = advice(HARD)
    assert notice.startswith("content/a.md:13:1: notice: S1 has a reading ease of -")
    assert notice.endswith("expected at least 60: shorter sentences and shorter words")


def test_a_long_sentence_is_a_notice() -> None:
    (notice,) = advice(LONG)
    assert "S1 has a sentence of 36 words: Go Go" in notice and notice.endswith("at most 35 words; split it in two")


@pytest.mark.parametrize(
    ("use", "actions", "said"),
    [
        ("respond", 0, "S1 has no actions, and its playbook responds"),
        ("build", 0, ""),
        ("respond", 6, ""),
        ("build", 7, "S1 has 7 actions; expected at most 6"),
    ],
)
def test_a_step_has_as_many_actions_as_a_screen_holds_and_some_where_it_responds(
    use: str, actions: int, said: str
) -> None:
    step = f"steps: [{{id: S1, actions: {[f'Do {number}.' for number in range(actions)]}}}]"
    text = playbook(EASY).replace("use: build", f"use: {use}").replace("steps: [{id: S1}]", step)
    knowledge = assemble({"content/a.md": text.encode()})
    assert knowledge.problems == ()
    found = [str(problem) for problem in hard_steps(knowledge)]
    assert len(found) == bool(said)
    assert said in "".join(found)


def test_a_long_action_is_a_notice() -> None:
    text = playbook(EASY).replace("steps: [{id: S1}]", f"steps: [{{id: S1, actions: ['{LONG}']}}]")
    (notice,) = hard_steps(assemble({"content/a.md": text.encode()}))
    assert notice.rule == "long-sentence"


def test_at_level_0_nothing_is_scored() -> None:
    assert advice(HARD, PlainLanguage(level=0)) == []


def test_a_text_of_a_few_words_has_no_score() -> None:
    assert advice("Organisational responsibilities necessitate communication.") == []


def test_a_retired_playbook_is_left_alone() -> None:
    assert advice(HARD, status="retired") == []


def test_the_configuration_sets_the_level_and_can_make_it_an_error() -> None:
    assert advice(FAIR) == [] and len(advice(FAIR, PlainLanguage(level=95))) == 1
    (error,) = advice(LONG, PlainLanguage(fails=True))
    assert ": notice: " not in error
    assert advice(LONG, PlainLanguage(longest_sentence=36)) == []


def test_an_option_is_read() -> None:
    assert read_plain_language({"level": 50, "fails": True}) == (PlainLanguage(level=50, fails=True), [])
    assert read_plain_language(None) == (DEFAULT, [])


@pytest.mark.parametrize(
    ("yaml", "options", "message"),
    [
        ("{levl: 50}", {"levl": 50}, "mkdocs.yml:3:24: unknown key 'levl'"),
        ("{level: 101}", {"level": 101}, "mkdocs.yml:3:31: level is 101; expected at most 100"),
        ("60", 60, "plain_language is 60; expected keys with values, such as 'level: 60'"),
    ],
)
def test_an_option_at_fault_is_told_with_its_place(yaml: str, options: object, message: str) -> None:
    text = f"plugins:\n  - trailbook/playbooks:\n      plain_language: {yaml}\n"
    found, (problem,) = read_plain_language(options, "mkdocs.yml", text)
    assert found == DEFAULT and message in str(problem)


def test_an_acronym_that_nobody_explains_is_a_notice_at_its_step() -> None:
    text = "Sign in to the CRM. Look for the list."
    (notice,) = advice(text)
    assert notice == (
        "content/a.md:13:1: notice: S1 does not say what CRM is: Sign in to the CRM. …; "
        "expected CRM (what it is), or CRM in 'known'"
    )
    assert advice(text, PlainLanguage(acronyms=False)) == []
    assert advice(text, PlainLanguage(known=("CRM",))) == []


def test_the_steps_that_are_shipped_read_plainly() -> None:
    assert [str(problem) for problem in hard_steps(load(REPOSITORY))] == []
    assert [str(problem) for problem in hard_steps(load(STARTER))] == []
