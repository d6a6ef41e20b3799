"""The dashboards of leadership, security and makers."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import JsonValue
from tests.building import Built, Html, broken_links, build, configure, parse
from tests.risk.lessons.lesson_records import MODEL, PLAYBOOK, base, decided, postmortem, trail
from tests.risk.overview.test_due import ACCEPTED, model, threat

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble
from trailbook.records.references import REFERENCE
from trailbook.records.vocabulary import ROLES
from trailbook.risk.indicators.model import Observation, Observed, Series
from trailbook.risk.lessons.movements import Movement
from trailbook.risk.overview.past_risk import RiskAt
from trailbook.risk.reviews.reviews import NOTHING
from trailbook.site.pages.board import Board
from trailbook.site.pages.dashboards import DASHBOARDS, REASON, dashboards, has_dashboards, headline, reason
from trailbook.site.pages.due_page import due_page
from trailbook.site.pages.lessons_page import lessons_of, lessons_page
from trailbook.site.pages.reviews_page import states_of
from trailbook.site.pages.role_pages import role_pages
from trailbook.site.rendering.in_words import InWords
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_site import TrailSite
from trailbook.site.rendering.view import View
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Approval, Decision, Rationale, Trail

TODAY = date(2026, 6, 1)
AGREED = Approval("Bo", "bo@example.org", "merge", True)
WEAKER = Change("C1", "level", "changed", "must", "should", "weakens", "obligation")
STRONGER = Change("C1", "level", "changed", "should", "must", "strengthens", "obligation")
LATE = "id: A1, owner: Ops, due: 2026-05-31, state: open, changes: [POL-A.C2]"


def because(decision: Decision, text: str) -> Decision:
    values = vars(decision) | {"rationale": Rationale(text, "body", decision.commit)}
    return Decision(**values)


def pages(knowledge: KnowledgeBase, trails: Sequence[Trail] | None = None, **options: Any) -> dict[str, str]:
    sitemap = Sitemap(knowledge, "content", **options)
    told = TrailSite(sitemap, tuple(trails)) if trails is not None else None
    reviews = states_of(sitemap, NOTHING, TODAY)
    board = Board(sitemap, told, lessons_of(sitemap, told, TODAY), reviews, TODAY)
    shown = (lessons_page(sitemap, told, board.lessons, TODAY), *due_page(board), *dashboards(board))
    return {page.path: page.markdown for page in shown}


def one(role: str, *trails: Trail) -> str:
    return pages(base(postmortem("OLD", actions=(LATE,))), trails or None)[f"dashboards/{role}.md"]


def plain(html: Html) -> str:
    return " ".join(html.text.split())


def test_there_is_a_page_for_each_once_there_is_a_threat_model() -> None:
    assert {dashboard.path for dashboard in DASHBOARDS} <= pages(base()).keys()
    assert has_dashboards(Sitemap(base(), "content"))
    assert not has_dashboards(Sitemap(base(), "content", only_docs=True))


def board_of(knowledge: KnowledgeBase, today: date = TODAY, past: Sequence[RiskAt] = ()) -> Board:
    sitemap = Sitemap(knowledge, "content")
    return Board(sitemap, None, lessons_of(sitemap, None, today), states_of(sitemap, NOTHING, today), today, past)


def test_what_runs_against_the_rule_ends_soon_or_has_no_plan_is_asked_of_leadership() -> None:
    board = board_of(model(threat("T1")))
    assert [app.model.id for app in board.against_rule] == ["TM-A"]
    assert [(ask.reference, ask.day) for ask in board.asks] == [("TM-A", None)]
    assert [(question, len(asks)) for question, asks in board.asks_by_question(5)] == [(board.asks[0].question, 1)]
    assert (board.asks[0].owner, board.asks[0].application) == (board.models[0].owner, board.against_rule[0])
    accepted = board_of(model(threat("T1", more=ACCEPTED), threat("T2", "possible"), state="verified"))
    assert [(ask.reference, ask.day) for ask in accepted.asks] == [("TM-A.T1", date(2026, 5, 30)), ("TM-A.T2", None)]
    assert "1 application runs with critical risks, against our rule. 1 decision waits." in headline(board)
    assert headline(accepted).endswith("2 decisions wait.")


def test_a_risk_accepted_above_the_limit_is_said_beside_those_that_nobody_accepted() -> None:
    board = board_of(model(threat("T1", more=ACCEPTED)))
    assert headline(board).startswith("Risk is above our limit in none of 1 application, accepted in 1 more.")
    page = plain(parse(pages(model(threat("T1", more=ACCEPTED)))["dashboards/leadership.md"]))
    assert "1 above our limit, accepted until 30 May 2026" in page
    assert "none above our limit" not in page


def test_the_sentence_compares_with_the_end_of_the_quarter_before() -> None:
    now = board_of(model(threat("T1")))
    assert now.risk
    assert " than on " not in headline(now)
    worst = now.risk.levels["critical"]
    then = RiskAt(date(2026, 3, 31), {**now.risk.levels, "critical": worst + 2}, {"TM-A": ("rare", "minor")})
    board = board_of(model(threat("T1")), past=[then])
    assert "with 2 fewer critical threats than on 31 Mar 2026" in headline(board)
    assert board.placed[0].before == ("rare", "minor")


def test_leadership_reads_what_is_at_stake_in_the_words_of_the_application() -> None:
    page = plain(parse(one("leadership")))
    assert "Shop" in page
    assert "We stand still" in page


def test_one_incident_is_told_in_a_sentence() -> None:
    assert "1 incident is on record" in plain(parse(one("leadership")))


@pytest.mark.parametrize("role", ["leadership", "security"])
def test_an_application_that_nobody_assessed_is_never_safe(role: str) -> None:
    knowledge = assemble({"threat-models/a.yaml": MODEL.partition("threats:")[0].encode()})
    page = plain(parse(pages(knowledge)[f"dashboards/{role}.md"]))
    assert "not assessed Shop (2 findings to act on). Nobody has judged what can go wrong there" in page
    assert "no risk too great" not in page
    assert "not assessed" not in plain(parse(one(role)))


def test_leadership_reads_no_ids_in_running_text() -> None:
    moved = because(decided(1, WEAKER, title="Loosen POL-A.C1"), "C1 was too strict for TM-A.T1.")
    page = parse(one("leadership", trail("POL-A", moved)))
    assert not REFERENCE.findall(page.text)
    assert "Loosen “One”" in page.text
    assert "“One” was too strict for “Malware”." in plain(page)


@pytest.mark.parametrize("role", ["leadership", "security"])
def test_what_moved_is_told_with_its_reason_and_its_place_in_the_trail(role: str) -> None:
    weaker = because(decided(1, WEAKER, title="Loosen it"), "Nobody kept it.")
    page = parse(one(role, trail("POL-A", decided(2, STRONGER, title="Bind it"), weaker)))
    links = {e.text: e.attributes["href"] for e in page.all("a")}
    assert links["Loosen it"] == f"../../trail/a/#d-{weaker.commit[:12]}"
    assert "Bind it" in links
    assert [e.text for e in page.all("p") if e.parent and e.parent.tag == "li" and "Loosen it" in e.parent.text] == [
        "One, level: must → should",
        "Nobody kept it.",
    ]
    assert "One, level: should → must" in page.text
    assert "POL-A.C1" not in page.text
    assert "No reason is on record." in page.text


@pytest.mark.parametrize(
    "found",
    [
        Change("R1", None, "added", None, {"state": "none"}, "weakens", "finding-state"),
        Change("T9", None, "added", None, {"title": "Leak"}, "strengthens", "threat"),
        Change("F1", "facts", "added", None, {"runs_as": "service"}, "strengthens", "flow-account"),
    ],
)
def test_what_is_known_better_moved_nothing(found: Change) -> None:
    stated = trail("TM-A", decided(2, found, title="Look closer"))
    assert "Look closer" not in one("leadership", stated)
    undone = replace(found, kind="changed", before={"state": "open"}, effect="weakens", rule="threat-state")
    assert "Look closer" in one("leadership", trail("TM-A", decided(2, undone, title="Look closer")))


def test_makers_read_only_of_rules_that_bind_them() -> None:
    page = one("makers", trail("POL-A", decided(1, WEAKER)), trail("TM-A", decided(2, gone("T1"))))
    assert "Now recommended: One" in parse(page).text
    assert "T1" not in page
    assert "weakened" not in page
    checked = Change("C1", "checked_by", "added", None, "CT-A.R1", "strengthens", "checked-by")
    assert "Nothing on record." in one("makers", trail("POL-A", decided(1, checked)))


def test_makers_read_in_whole_what_a_commit_requires_and_allows_now() -> None:
    long = "An app for all employees, where each sees only their own records, " * 4
    allowed = Change("C1", "allows", "added", None, long, "weakens", "allowed-uses")
    learned = Change("C2", "learned_from", "added", None, "PM-OLD", "strengthens", "learned-from")
    page = one(
        "makers", trail("POL-A", decided(2, STRONGER, allowed), decided(1, learned, title="Freeze the agent's rights"))
    )
    rows = [" ".join(e.text.split()) for e in parse(page).all("li")]
    assert rows[0].startswith(f"Now required: OneNow allowed: {long.strip()}")
    assert "Freeze the agent's rights" not in page


def test_makers_read_that_a_permission_came_or_went_and_the_rules_of_each_record() -> None:
    permitted: JsonValue = {"title": "Open lists", "level": "may"}
    gone_ = Change("C9", None, "removed", permitted, None)
    reworded_ = Change("C1", "text", "changed", "A", "B")
    new = Change("S1", None, "added", None, {"title": "Look twice"}, "strengthens", "step")
    page = one(
        "makers",
        trail("POL-A", decided(3, gone_, title="Take it out"), decided(4, reworded_), decided(1, STRONGER)),
        trail("PB-A", decided(2, new)),
    )
    html = parse(page)
    (rules,) = (e for e in html.all("ul") if "tb-rules" in e.attributes.get("class", ""))
    rows = [" ".join(e.text.split()) for e in html.all("li") if e.parent is rules]
    assert [row.partition("No reason")[0].strip() for row in rows] == [
        "No longer permitted: Open lists", "New: Look twice", "Now required: One",
    ]  # fmt: skip


def test_what_makers_do_next_is_what_is_due_first() -> None:
    tasks = "mitigations:\n" + "".join(
        f"  - {{id: M{n}, title: Task {n}, mitigates: [T1], state: planned, owner: Us{due}}}\n"
        for n, due in ((1, ""), (2, ", due: 2026-09-01"), (3, ", due: 2026-07-01"))
    )
    knowledge = assemble({"threat-models/a.yaml": (MODEL + tasks).encode()})
    page = pages(knowledge)["dashboards/makers.md"]
    (cell,) = (e for e in parse(page).all("td") if e.attributes.get("data-tb-label") == "Next mitigation")
    assert "3 mitigations to put in place, the first by 1 Jul 2026 in " in " ".join(parse(page).text.split())
    assert " ".join(cell.text.split()) == "Task 3 and 2 more"
    assert page.index("{ #tasks }") < page.index("{ #rules }")
    assert "playbooks/for/" not in page
    led = pages(knowledge, has_playbooks=True)["dashboards/makers.md"]
    (link,) = (e for e in parse(led).all("a") if "playbooks/for/" in e.attributes["href"])
    assert link.attributes["href"].endswith("/a/#maker")
    assert re.fullmatch(r"\d+ steps in its playbook", link.text)


def test_an_exception_is_no_rule_and_what_a_step_implements_asks_nothing_of_makers() -> None:
    asked = {"title": "For a while", "control": "C1", "approver": "Bo", "reason": "Time"}
    stated: JsonValue = {**asked, "state": "approved", "granted": "2026-01-01", "expires": "2026-12-11"}
    granted = Change("X1", None, "added", None, stated, "weakens", "exception")
    ended = Change("X1", "state", "changed", "approved", "ended", "strengthens", "exception")
    implements = Change("C1", "implements", "added", None, "POL-B.C1", "strengthens", "implements")
    decisions = decided(3, ended), decided(2, granted), decided(1, implements, title="Look again")
    page = " ".join(parse(one("makers", trail("POL-A", *decisions))).text.split())
    assert "Exception ended: " in page
    assert "Exception granted: " in page
    assert "New: For a while" not in page
    assert "implements" not in page


def gone(item: str) -> Change:
    return Change(item, None, "removed", {"title": f"Old {item}"}, None, "weakens", "control")


def test_makers_are_not_told_of_training_nor_of_how_a_policy_is_kept() -> None:
    slipped = Change(None, "review.next", "changed", "2026-01-01", "2027-01-01", "weakens", "review-date")
    training = Path(__file__).parents[2] / "records" / "base" / "content" / "training.md"
    knowledge = base(postmortem("OLD"), training=training.read_text(encoding="utf-8"))
    assert "maker" in getattr(knowledge.records["TR-A"], "roles")  # noqa: B009
    page = pages(knowledge, [trail("TR-A", decided(1, gone("Q1"))), trail("POL-A", decided(2, slipped))])
    assert page["dashboards/makers.md"].count("Nothing on record.") == 1


def test_decisions_with_a_gap_are_counted_once_however_many_gaps_they_have() -> None:
    signed = replace(because(decided(3, WEAKER), "So."), signature="good", approvals=(AGREED,))
    page = parse(one("security", trail("POL-A", signed, decided(1, WEAKER), decided(2, STRONGER))))
    (tile,) = (e for e in page.all("div") if e.text.split()[:2] == ["Decisions", "with"])
    assert tile.text.split()[-3:] == ["2", "of", "3"]
    assert "2 decisions have a gap, of 3. One may have several" in plain(page)


def test_a_gap_of_all_decisions_is_said_once_and_is_no_figure() -> None:
    page = parse(one("security", trail("POL-A", decided(1, WEAKER), because(decided(2, STRONGER), "So."))))
    assert "True of all 2 decisions, so it is said once: No second approver on record" in plain(page)
    assert not [e for e in page.all("div") if e.text.split()[:2] == ["Decisions", "with"]]


@pytest.mark.parametrize("role", ["leadership", "security"])
def test_threats_that_count_once_or_not_at_all_are_accounted_for(role: str) -> None:
    threat = MODEL[MODEL.index("  - {id: T1") :]
    none = threat.replace("T1", "T2").replace("}}", "}, state: false-positive, reason: R}")
    for text, said in ((MODEL, False), (MODEL + none, True)):
        page = pages(assemble({"threat-models/a.yaml": text.encode()}))[f"dashboards/{role}.md"]
        assert ("The models state 2 threats, which count as 1 here:" in page) is said


def test_what_moved_is_the_change_by_which_the_changelog_names_the_commit() -> None:
    page = one("security", trail("POL-A", decided(1, gone("C9"), WEAKER, title="Rework the policy")))
    text = parse(page).text
    assert "One, level: must → should" in text and "Old C9" not in text
    nameless = Change("C1", None, "removed", {"level": "must"}, None, "weakens", "control")
    assert "One removed" in parse(one("security", trail("POL-A", decided(1, nameless)))).text


@pytest.mark.parametrize("role", ["leadership", "security", "makers"])
def test_without_a_trail_what_moved_is_said_to_be_unknown(role: str) -> None:
    assert "This site reads no history" in one(role)


@pytest.mark.parametrize("role", ["leadership", "security"])
def test_what_is_late_is_told_with_who_has_to_see_to_it(role: str) -> None:
    late = plain(parse(one(role)))
    assert "31 May 2026 Tidy up Incident action, Ops" in late
    assert "Nothing is overdue" not in late


def test_security_reads_what_comes_next_beside_what_is_late() -> None:
    soon = LATE.replace("2026-05-31", "2026-06-01")
    knowledge = base(postmortem("OLD", actions=(LATE,)), postmortem("NEW", actions=(soon,)))
    page = plain(parse(pages(knowledge)["dashboards/security.md"]))
    assert 0 < page.index("31 May 2026 Tidy up") < page.index("What comes next: 1 Jun 2026 Tidy up")


def test_where_nothing_is_late_the_next_is_told() -> None:
    page = pages(base(postmortem("OLD", actions=(LATE.replace("2026-05-31", "2026-06-01"),))))
    assert "Nothing is overdue on 1 Jun 2026. What comes next: 1 Jun 2026 Tidy up" in plain(
        parse(page["dashboards/leadership.md"])
    )


def test_every_figure_of_a_tile_is_a_link() -> None:
    for path, markdown in pages(base(postmortem("OLD")), [trail("POL-A", decided(1, WEAKER))]).items():
        page = parse(markdown)
        for term in (
            e for e in page.all("dt") if e.parent and e.parent.parent and "tb-tiles" in e.parent.parent.classes
        ):
            assert [e.tag for e in page.inside(term)] == ["a"], (path, term.text)


def test_text_of_records_and_commits_is_text() -> None:
    moved = because(decided(1, WEAKER, title="<script>a</script>"), "<img src=x> [a](javascript:b)")
    for markdown in pages(base(postmortem("OLD")), [trail("POL-A", moved)]).values():
        assert "<script>" not in markdown
        assert "<img" not in markdown


def movement(text: str) -> Movement:
    decision = because(decided(1, WEAKER), text)
    return Movement(trail("POL-A", decision), decision, (WEAKER,), ("POL-A",))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One. Two.\n\nThree.", "One. Two."),
        ("A. " + "b" * REASON + ".", "A."),
        ("c" * (REASON + 9), "c" * REASON + " …"),
        (f"{'d' * (REASON - 4)} eighty", f"{'d' * (REASON - 4)} …"),
        ("Is it\nso? Yes.", "Is it so? Yes."),
    ],
)
def test_a_reason_ends_with_a_sentence(text: str, shown: str) -> None:
    assert reason(movement(text)) == shown


def test_a_title_is_no_reason() -> None:
    decision = decided(1, WEAKER)
    assert reason(Movement(trail("POL-A", decision), decision, (WEAKER,), ("POL-A",))) == ""


@pytest.mark.parametrize(
    ("text", "record", "shown"),
    [
        ("See POL-A.C1 and T1.", "TM-A", "See “One” and “Malware”."),
        ("See T1.", "", "See T1."),
        ("See T9 and X-T1.", "TM-A", "See T9 and X-T1."),
        ("See TM-A.T1.", "TM-A", "See “Malware”."),
        ('"Before T1" says little, T1 does.', "TM-A", '"Before T1" says little, “Malware” does.'),
        ("Action added: “See T1.”", "TM-A", "Action added: “See “Malware”.”"),
        ('T1 is "T1 as of…', "TM-A", '“Malware” is "T1 as of…'),
    ],
)
def test_ids_read_as_titles(text: str, record: str, shown: str) -> None:
    words = InWords(View(Sitemap(base(), "content"), DASHBOARDS[0].path))
    assert words.plain(text, record) == shown
    assert parse(words.line(text, record)).text == shown


def test_code_keeps_its_ids() -> None:
    words = InWords(View(Sitemap(base(), "content"), DASHBOARDS[0].path))
    assert words.line("Not `T1`, but T1", "TM-A").startswith("Not <code>T1</code>, but “<a")


@pytest.fixture
def starter_copy(starter: Path, tmp_path: Path) -> Path:
    """The knowledge base that ``trailbook init`` makes, to be configured anew."""
    root = tmp_path / "kb"
    shutil.copytree(starter, root)
    return root


def test_a_site_without_trails_has_the_pages_and_no_broken_link(starter_copy: Path, tmp_path: Path) -> None:
    configure(starter_copy, "trailbook/records", theme="material", docs_dir="content")
    built = build(starter_copy, tmp_path / "site", strict=True)
    assert "This site reads no history" in built.page("dashboards/leadership/index.html").text
    assert "lessons/index.html" in built.files()
    assert not broken_links(built)


def test_a_site_with_trails_tells_them_there(starter_site: Built) -> None:
    assert "This site reads no history" not in starter_site.page("dashboards/leadership/index.html").text
    assert not broken_links(starter_site)


def test_deviations_of_the_applications_and_of_the_platform_are_all_that_are_counted(own_site: Built) -> None:
    page = own_site.page("dashboards/security/index.html")
    (tile,) = (e for e in page.all("div") if e.text.split()[:3] == ["Settings", "against", "policy"])
    rows = [e.text.split() for e in page.all("td") if e.attributes.get("data-tb-label") == "Settings against policy"]
    inside = sum(int(words[0]) for words in rows if words[0].isdigit())
    outside = re.search(r"(\d+) more settings? against policy, on the platform", plain(page))
    assert int(tile.text.split()[-1]) == inside + (int(outside[1]) if outside else 0)


def test_each_role_is_led_to_the_dashboard_that_is_for_it(starter_site: Built) -> None:
    titles = {role: [one.title for one in DASHBOARDS if role in one.roles] for role in ROLES}
    assert titles == {
        "maker": ["For makers"],
        "reviewer": ["For security"],
        "platform-admin": ["For security"],
        "data-owner": ["For leadership"],
        "incident-responder": ["For security"],
        "leadership": ["For leadership"],
    }
    page = starter_site.page("roles/maker/index.html")
    leads = page.all("dl", "tb-links")[0]
    hrefs = [link.attributes["href"] for link in page.inside(leads) if link.tag == "a"]
    assert hrefs == ["../../may-i/", "../../due/", "../../dashboards/makers/"]


def test_where_there_is_no_dashboard_no_role_is_led_to_one() -> None:
    knowledge = assemble({"content/a.md": PLAYBOOK.encode()})
    (role,) = (page for page in role_pages(Sitemap(knowledge, "content")) if page.path == "roles/maker.md")
    assert "../due.md" not in role.markdown
    assert "dashboards/" not in role.markdown


def test_a_role_begins_with_the_playbook_that_leads_to_the_others() -> None:
    first = PLAYBOOK.replace("id: PB-A", "id: PB-Z").replace("# Respond", "# Begin") + "\nThen follow PB-A.\n"
    knowledge = assemble({"content/a.md": PLAYBOOK.encode(), "content/z.md": first.encode()})
    (role,) = (page for page in role_pages(Sitemap(knowledge, "content")) if page.path == "roles/maker.md")
    assert role.markdown.index(">Begin<") < role.markdown.index(">Respond<")


def observed(value: float) -> Observed:
    return Observed({"IND-A": Series((Observation(date(2026, 5, 1), value),))})


@pytest.mark.parametrize("role", ["leadership", "security"])
def test_indicators_that_ask_for_a_review_are_told(role: str) -> None:
    knowledge = base(
        ind="---\nid: IND-A\nkind: indicator\nowner: Us\nunit: apps\nworse: higher\nthresholds: {amber: 1, red: 2}\n"
        "frequency: monthly\nmeasured_by: Counting\nmeasures: [POL-A.C1]\n---\n\n# Open apps\n"
    )
    path = f"dashboards/{role}.md"
    told = plain(parse(pages(knowledge, observed=observed(3))[path]))
    assert "red Open apps Us, since 1 May 2026: red at 3" in told
    assert "1 May 2026 Open apps To be reviewed, for its observations ask for it, Us" in told
    assert "None: no observed indicator is red" in pages(knowledge, observed=observed(0))[path]
    assert "Indicators that ask" not in pages(knowledge, observed=Observed({}))[path]
    assert "Indicators that ask" not in pages(knowledge)[path]
