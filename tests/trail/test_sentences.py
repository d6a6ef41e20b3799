"""Changes as sentences: in the record's own terms, on one line, safe to print anywhere."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from trailbook.trail.changes.change import Change, ChangeKind
from trailbook.trail.decisions import Decision, Rationale, Trail
from trailbook.trail.effects.rules import RULES
from trailbook.trail.field_phrases import phrase
from trailbook.trail.git.commits import Person
from trailbook.trail.sentences import LONG, field_words, main_fields, nouns, predicate, sentence

EXCEPTION: JsonValue = {"title": "x", "control": "C1", "approver": "a", "reason": "r", "expires": "2027-01-01"}
WHEN = datetime(2026, 1, 1, tzinfo=UTC)


def trail(record: str, *changes: Change) -> Trail:
    reason = Rationale("", "none", "c")
    decision = Decision("c", "f", WHEN, WHEN, Person("Ada", ""), "", reason, (), "unchecked", None, changes)
    return Trail(record, "f", (decision,))


@pytest.mark.parametrize(
    ("change", "noun", "said"),
    [
        (Change("C2", None, "removed", {"id": "C2"}, None), "control", "control C2 removed"),
        (Change("C2", None, "added", None, {"id": "C2", "title": "Guests"}), "control", "control C2 “Guests” added"),
        (Change("C2", "level", "changed", "must", "should"), "control", "control C2: level: must → should"),
        (Change("T3", "residual.likelihood", "changed", "almost-certain", "rare"), "threat",
         "threat T3: residual risk likelihood: almost certain → rare"),
        (Change("S4", "text", "changed", "a" * 90, "b"), "step", "step S4 rewritten"),
        (Change(None, "text", "changed", "a" * 90, "b"), "", "text rewritten"),
        (Change(None, "summary", "changed", "a" * 90, "b"), "", "summary rewritten"),
        (Change("T3", "description", "changed", "a" * 90, "b"), "threat", "threat T3: description rewritten"),
        (Change(None, None, "added", None, {"id": "POL-A"}), "", "record added"),
        (Change(None, None, "added", None, {"id": "POL-A"}), "policy", "policy added"),
        (Change(None, "path", "moved", "a.md", "b.md"), "", "file moved from a.md to b.md"),
        (Change(None, "id", "moved", "set-up", "set-up-in-docs"), "", "id: set-up → set-up-in-docs"),
        (Change(None, "tags", "added", None, "access"), "", "tags added: access"),
        (Change("C2", "covers", "removed", "TM-X.T1", None), "control", "control C2: no longer covers TM-X.T1"),
        (Change(None, "sign_offs[reviewer].state", "changed", "pending", "given"), "",
         "sign-off of reviewer: pending → given"),
        (Change("D1", "personal", "changed", False, True), "data asset", "data asset D1: personal data: no → yes"),
        (Change("M1", "due", "added", None, "2027-03-01"), "mitigation", "mitigation M1: due on 1 Mar 2027"),
        (Change(None, "review.next", "changed", "2027-05-18", "2027-02-30"), "",
         "next review: 18 May 2027 → 2027-02-30"),
        (Change("M1", "owner", "changed", "Finance", "IT-security"), "", "M1: owner: Finance → IT-security"),
        (Change(None, "thresholds.red", "changed", 5, 7.5), "", "red from: 5 → 7.5"),
        (Change(None, "sign_offs[platform-admin].by", "added", None, "Bo"), "", "signed off for platform admin by Bo"),
        (Change(None, "sign_offs", "added", None, {"role": "leadership", "scope": "Adoption"}), "",
         "sign-off of leadership asked for: Adoption"),
        (Change("T1", "acceptance", "removed", {"by": "Bo", "until": "2027-01-01", "reason": "R"}, None), "threat",
         "threat T1: no longer accepted by Bo until 1 Jan 2027"),
        (Change("S2", "actions", "added", None, "Revoke it."), "step", "step S2: action added: “Revoke it.”"),
        (Change("S2", "actions[Revoke it.]", "moved", {"after": "Ask."}, {"before": "Ask."}), "step",
         "step S2: action “Revoke it.” moved before “Ask.”"),
        (Change("APP", "facts.runs_as", "added", None, "maker"), "component", "component APP: runs as stated: maker"),
        (Change("APP", "facts", "added", None, {"name": "{of}"}), "component", "component APP: now stated: {of}"),
    ],
)  # fmt: skip
def test_a_change_reads_as_a_sentence(change: Change, noun: str, said: str) -> None:
    assert sentence(change, noun) == said


def test_no_field_that_a_rule_judges_reads_as_its_name() -> None:
    fields = {field for rule in RULES for _, field in rule.concerns if field}
    whole = {"state", "status", "severity", "sensitivity", "residual", "inherent", "personal", "within_days"}
    never_absent = {*whole, "review", "review_after", "thresholds", "vetting"}
    assert not {field for field in fields - never_absent if phrase(field) is None}


AROUND = "What an editor writes around the words that matter can be long, as it is here. " * 2


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("Makers must ask first.", "Makers may ask first.", "reworded: “must” → “may” in “Makers must ask first.”"),
        ("Keys are kept.", "Keys are not kept.", "reworded: “not” added in “Keys are not kept.”"),
        ("Ask first, always.", "Ask first.", "reworded: “, always” removed in “Ask first, always.”"),
        ("Ask first.", "Ask first. Then build.", "reworded: “Then build.” added"),
        ("- one\n- two\n", "- one\n- three of a kind\n- two\n", "reworded: “three of a kind” added"),
        ("Ask first", "Ask first.", "reworded (punctuation alone)"),
        ("鍵は90日ごとに換える。", "鍵は365日ごとに換える。", "reworded: “90” → “365” in “鍵は90日ごとに換える。”"),
        ("Ask one two three four.", "Tell two one four three.", "reworded (4 words of 37)"),
    ],
    ids=["a word", "a word more", "a word less", "a sentence", "an item", "a full stop", "Japanese", "many"],
)
def test_what_was_reworded_is_quoted_where_it_is_short_and_counted_where_it_is_not(
    before: str, after: str, said: str
) -> None:
    change = Change("s", "text", "changed", f"{AROUND}\n\n{before}", f"{AROUND}\n\n{after}")
    assert sentence(change, "section") == f"section s {said}"


@given(st.text(), st.text(), st.text(), st.sampled_from(["added", "removed", "changed", "moved"]))
def test_any_change_is_one_short_line_of_what_can_be_seen(item: str, before: str, after: str, kind: ChangeKind) -> None:
    said = sentence(Change(item[:60], "title", kind, before, after))
    assert not set(said) & set("\n\r\t\x00\x1b\u202e\u2066\u2028")
    assert len(said) < 4 * LONG or kind == "moved"


def test_a_rewording_is_counted_where_its_words_are_shown_beside_it() -> None:
    change = Change("C1", "text", "changed", "Makers must ask an owner first.", "Makers may ask an owner first.")
    assert predicate(change).startswith(" reworded: “must” → “may”")
    assert predicate(change, quoting=False) == " reworded (1 word of 6)"


def test_a_dot_inside_an_entrys_name_is_no_step_into_it() -> None:
    assert field_words("logs[v1.2 of app].keeps") == "what the log “v1.2 of app” keeps"


def test_what_an_item_is_called_is_found_from_the_fields_that_changed() -> None:
    found = nouns(
        trail(
            "POL-A",
            Change("C1", "level", "changed", "must", "may"),
            Change("E1", None, "removed", EXCEPTION, None),
            Change("C9", "title", "changed", "a", "b"),
        )
    )
    assert found == {"C1": "control", "E1": "exception"}


def test_a_heading_of_a_record_is_a_section_and_a_fact_that_follows_tells_nothing() -> None:
    heading: JsonValue = {"title": "Before you start", "text": "Ask."}
    found = nouns(trail("PB-A", Change("before-you-start", None, "added", None, heading)))
    assert found == {"before-you-start": "section"}
    flow = Change("F1", "crosses", "added", None, "B1"), Change("F1", "identity", "changed", "a", "b")
    assert nouns(trail("TM-A", *flow)) == {"F1": "data flow"}


def test_an_item_of_a_page_is_a_section() -> None:
    assert nouns(trail("guide/start.md", Change("part-one", "text", "changed", "a", "b"))) == {"part-one": "section"}


def test_the_main_fields_of_an_item_leave_out_its_id_and_name() -> None:
    value: JsonValue = {"id": "C1", "title": "No guests", "level": "must", "covers": ["TM-X.T1", "TM-X.T2"]}
    assert list(main_fields(value)) == [("level", "must"), ("covers", "TM-X.T1, TM-X.T2")]
