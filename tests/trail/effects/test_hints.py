"""What the wording of prose seems to weaken or strengthen, sentence by sentence."""

from functools import partial
from pathlib import Path

import pytest
from tests.properties import seconds
from tests.repositories import Repo

from trailbook.records.document import Document
from trailbook.records.reading import read_document
from trailbook.trail.changes.change import Change, HintedEffect
from trailbook.trail.changes.compare import compare
from trailbook.trail.effects.classify import classify, effects_between
from trailbook.trail.effects.hints import HINTS, PUBLISHED, reworded, with_hints
from trailbook.trail.effects.limits import limits
from trailbook.trail.effects.obligations import obligations
from trailbook.trail.gaps import gaps
from trailbook.trail.git.repository import Repository
from trailbook.trail.sentences import effect_words
from trailbook.trail.trails import read_trails

WEAKER: HintedEffect = "may-weaken"
STRONGER: HintedEffect = "may-strengthen"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("Makers must ask first.", "Makers may ask first.", "stated-obligation: “must” → “may”"),
        ("Leads shall review access.", "Leads should review access.", "stated-obligation: “shall” → “should”"),
        ("User names must not be used again.", "User names should not be used again.",
         "stated-obligation: “must not” → “should not”"),
        ("Guests must not edit apps.", "Guests may edit apps.", "stated-obligation: “must not” → “may”"),
        ("Makers need to wait for the owner.", "There is no need to wait for the owner.",
         "stated-obligation: “need to” → “no need to”"),
        ("To share it, you must ask the owner.", "If you need to share it, you can ask the owner.",
         "stated-obligation: “must” → “can”"),
        ("Each list must have one owner, and several are allowed.", "Each list may have one owner, or several.",
         "stated-obligation: “must” → “may”"),
        ("A backup is required for every app.", "A backup is not required for every app.",
         "stated-obligation: “is required” → “is not required”"),
        ("A password has at least 16 characters.", "A password has at least 8 characters.",
         "stated-limit: “16 characters” → “8 characters”"),
        ("Rotate the keys every 90 days.", "Rotate the keys every 365 days.", "stated-limit: “90 days” → “365 days”"),
        ("Answer within 24 hours.", "Answer within two weeks.", "stated-limit: “24 hours” → “two weeks”"),
        ("At least two reviewers agree.", "At least one reviewer agrees.",
         "stated-limit: “two reviewers” → “one reviewer”"),
        ("Keys must be kept in the vault.", "Keys must be kept in the vault, unless the app has none.",
         "stated-exception: “unless” added"),
        ("Makers must log every use.", "Where possible, makers must log every use.", None),
        ("Makers must log every use.", "Makers must log every use where possible.",
         "stated-exception: “where possible” added"),
        ("All webhooks require a key.", "All webhooks require a key, except those for tests.",
         "stated-exception: “except” added"),
        ("Der Zugang muss geprüft werden.", "Der Zugang sollte geprüft werden.",
         "stated-obligation: “muss” → “sollte”"),
        ("L'accès doit être revu chaque mois.", "L'accès peut être revu chaque mois.",
         "stated-obligation: “doit” → “peut”"),
        ("La clave debe cambiarse cada mes.", "La clave debería cambiarse cada mes.",
         "stated-obligation: “debe” → “debería”"),
        ("鍵は90日以内に交換しなければならない。", "鍵は365日以内に交換しなければならない。",
         "stated-limit: “90日” → “365日”"),
        ("共有する前に確認しなければならない。", "共有する前に確認することが望ましい。",
         "stated-obligation: “なければならない” → “ことが望ましい”"),
    ],
)  # fmt: skip
def test_a_sentence_that_asks_for_less_gets_a_hint_and_the_way_back_the_opposite(
    before: str, after: str, said: str | None
) -> None:
    there, back = reworded(before, after), reworded(after, before)
    if said is None:
        assert there is None and back is None
        return
    assert there and back
    rule, evidence = said.split(": ", 1)
    assert (there.effect, there.rule) == (WEAKER, rule)
    assert there.evidence.startswith(evidence) and " in “" in there.evidence
    assert (back.effect, back.rule) == (STRONGER, rule)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Makers must ask first.", "Makers must always ask first."),
        ("You must run the check.", "Run the check."),
        ("Makers must ask.", "Makers must not ask."),
        ("It makes all mandatory apps of the group.", "It makes mandatory as well as recommended apps of the group."),
        ("Leads can decide alone about access.", "When required to decide alone about access, leads ask later."),
        ("Makers don't need to wait for the owner.", "There is no need to wait for the owner."),
        ("The key does not need to be checked.", "The key does not always need to be checked."),
        ("Makers may leave that out.", "Makers never need to leave that out."),
        ("You should not need to ask the owner twice.", "You may not need to ask the owner twice."),
        ("Guests cannot be added to or edit the list.", "See that neither guests nor robots can edit the list."),
        ("The owner must agree in May 2025.", "The owner must agree in June 2025."),
        ("Must makers ask first?", "May makers ask first?"),
        ("The list should name the owner.", "Anybody can be found by this name in the list."),
        ("Version 16 of the app has 2 days left.", "Version 17 of the app has 3 days left."),
        ("Our chat has over 30,000 people.", "Our chat has over 50,000 people."),
        ("No guest may edit an app.", "No guest should edit an app."),
        ("You don't have to write it again.", "You won't have to write it again."),
        ("We meet every 2 weeks.", "We meet every 4 weeks."),
        ("An absence that exceeds 15 days needs approval.", "An absence that exceeds 10 days needs approval."),
        ("Logs are kept for 90 days.", "Logs are kept for 365 days."),
        (
            "Leave it as it is, expect in a drill, as it must be.",
            "Leave it as it is, except in a drill, as it must be.",
        ),
    ],
)
def test_what_may_mean_either_gets_no_hint(before: str, after: str) -> None:
    assert reworded(before, after) is None


def test_a_duty_that_went_is_quoted_and_one_that_moved_or_was_reworded_is_none() -> None:
    duty = "Makers must name a second owner."
    page = "# Apps\n\n## Owners\n\nWe like order. {}\n\n## Leaving\n\nWhoever leaves says so in time.\n\n{}\n"
    assert hinted(page.format(duty, ""), page.format("", "")) == [
        ("owners", WEAKER, "stated-duty", "gone: “Makers must name a second owner.”")
    ]
    assert hinted(page.format("", ""), page.format(duty, "")) == [
        ("owners", STRONGER, "stated-duty", "new: “Makers must name a second owner.”")
    ]
    assert hinted(page.format(duty, ""), page.format("", duty)) == []
    assert hinted(page.format(duty, ""), page.format("", "A second owner must be named by makers.")) == []
    assert hinted(page.format("Makers must be kind.", ""), page.format("The maker must be kind.", "")) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "If you must write in private, say why.",
        "This is a thing that must be seen.",
        "Not all apps must be listed.",
        "You can't miss it.",
        "We have to wait until noon.",
        "What must be done:",
        "Must it be listed?",
        '"License" shall mean these terms.',
    ],
)
def test_what_only_describes_is_no_duty(sentence: str) -> None:
    page = "# Apps\n\n## Owners\n\nWe like order. Everybody has an owner.\n\n{}\n"
    assert hinted(page.format(sentence), page.format("")) == []


def test_code_headings_and_a_page_that_was_emptied_give_no_hints() -> None:
    kept = "# Apps\n\nOrder helps.\n\n## Owners\n\nEach has one.\n\n{}"
    assert hinted(kept.format("```\nYou must log in.\n```\n"), kept.format("")) == []
    duties = " ".join(f"Makers must do number {word}." for word in range(7))
    assert hinted(f"# Apps\n\n## Owners\n\n{duties}\n", "# Apps\n\n## Owners\n\nSee elsewhere.\n") == []


def test_the_hint_of_a_change_with_several_is_what_may_weaken() -> None:
    before = "# A\n\n## B\n\nMakers should ask before they share. Owners must agree to each use.\n"
    after = "# A\n\n## B\n\nMakers must ask before they share. Owners may agree to each use.\n"
    assert hinted(before, after) == [
        ("b", WEAKER, "stated-obligation", "“must” → “may” in “Owners may agree to each use.” and 1 more")
    ]


@pytest.mark.parametrize("words", ["never need to ", "must do ", "if a must ", "neither must "])
def test_a_sentence_without_end_is_read_in_time(words: str) -> None:
    assert seconds(obligations, words * 6_000) < 5
    assert seconds(partial(reworded, "It may take 5 days. " * 2_000), words * 2_000) < 5


def test_many_limits_are_read_in_time() -> None:
    assert seconds(limits, "at least 5 days every " * 4_000) < 5


def test_every_hint_can_be_published_and_its_id_is_no_other_rules() -> None:
    assert len({rule.id for rule in PUBLISHED}) == len(PUBLISHED)
    for rule in HINTS:
        assert rule.kind == "hint" and rule.title and rule.reason.endswith(".")


def test_hints_are_in_the_trail_of_a_page_and_count_as_no_fact(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "kb")
    text = "# Sharing\n\n## Guests\n\nGuests are welcome. {} ask an owner before they share an app with guests.\n"
    repo.commit("Begin\n\nBecause we have guests.", {"docs/sharing.md": text.format("Makers must")})
    repo.commit("Loosen it\n\nNobody ever asked.", {"docs/sharing.md": text.format("Makers may")})
    trails = read_trails(Repository(repo.root), ["docs"])
    (change,) = trails[0].decisions[0].changes
    assert (change.item, change.effect, change.fact, change.rule) == ("guests", WEAKER, "neutral", "stated-obligation")
    assert effect_words(change) == "may weaken"
    assert "loosened-threshold" not in {gap.kind for gap in gaps(trails, {})}


def test_no_effect_between_two_states_comes_from_a_hint() -> None:
    old, new = read("# A\n\n## B\n\nMakers must ask.\n"), read("# A\n\n## B\n\nMakers may ask.\n")
    assert effects_between(old, new) == {}


@pytest.mark.parametrize("where", ["text", "title", "summary"])
def test_the_words_of_a_control_and_the_first_paragraph_are_read_too(where: str) -> None:
    said = {"text": "Ask.", "title": "Sharing", "summary": "We share.", where: "Makers must not share with guests."}
    folder = Path(__file__).parents[1] / "records"
    text = (folder / "policy.md").read_text(encoding="utf-8")
    head = text[: text.index("  - {id: C2")] + "---\n"
    before = f"{head}\n# Sharing\n\n{said['summary']}\n\n## Controls\n\n### {said['title']} {{#C1}}\n\n{said['text']}\n"
    ((item, effect, rule, _),) = hinted(before, before.replace("must not", "may"), "content/policies/a.md")
    assert (item, effect, rule) == (None if where == "summary" else "C1", WEAKER, "stated-obligation")


def test_hints_are_for_what_no_rule_of_facts_looks_at() -> None:
    folder = Path(__file__).parents[1] / "records"
    text = (folder / "policy.md").read_text(encoding="utf-8")
    old = read(text, "policy.md")
    for document in (old, None):
        changes = classify(compare(old, document), old.record, document.record if document else None)
        assert with_hints(changes, old, document) == changes


def hinted(before: str, after: str, path: str = "docs/page.md") -> list[tuple[str | None, str, str, str]]:
    old, new = read(before, path), read(after, path)
    changes: tuple[Change, ...] = with_hints(classify(compare(old, new), old.record, new.record), old, new)
    return [(c.item, c.effect, c.rule, c.evidence) for c in changes if c.effect != "neutral"]


def read(text: str, path: str = "docs/page.md") -> Document:
    document, problems = read_document(path, text.encode())
    assert isinstance(document, Document), problems
    return document


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Change("s", "text.items", "added", None, "You must ask.", STRONGER, "stated-duty",
                evidence="new: “You must ask.”"),
         "may strengthen"),
        (Change("s", None, "removed", {"title": "S"}, None, WEAKER, "stated-duty",
                evidence="gone: “You must ask.”"),
         "may weaken: gone: “You must ask.”"),
        (Change("s", "text", "changed", "Makers must ask me.", "Makers may ask me.", WEAKER, "stated-obligation",
                evidence="“must” → “may” in “Makers may ask me.”"),
         "may weaken: “must” → “may” in “Makers may ask me.”"),
        (Change("s", "text", "changed", "a " * 60, "b " * 60, WEAKER, "stated-obligation",
                evidence="“must” → “may” in “…”"),
         "may weaken: “must” → “may” in “…”"),
        (Change("s", "text.rows[App].Age", "changed", "9 days", "90 days", WEAKER, "stated-limit",
                evidence="“9 days” → “90 days” in “App: Age: 90 days”"), "may weaken"),
        (Change("s", "level", "changed", "must", "may", "weakens", "obligation"), "weakens"),
        (Change("s", "level", "changed", "must", "may"), ""),
    ],
)  # fmt: skip
def test_the_words_of_a_hint_are_given_unless_the_sentence_has_them(change: Change, said: str) -> None:
    assert effect_words(change) == said


def test_a_cell_is_read_with_the_names_of_its_row_and_column() -> None:
    page = "# A\n\n## Keys\n\n| What | Maximum age |\n| --- | --- |\n| API keys | {} |\n"
    (found,) = hinted(page.format("90 days"), page.format("365 days"))
    assert found[1:3] == (WEAKER, "stated-limit")
    assert found[3] == "“90 days” → “365 days” in “API keys: Maximum age: 365 days”"
