import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from markupsafe import escape

from trailbook.audit.ledgers.audit import AuditedRelease, LedgerAudit
from trailbook.audit.ledgers.findings import LedgerFinding
from trailbook.records.loading import assemble
from trailbook.site.pages.gap_page import RECORDS, SHOWN, accounts_page, effects_page, gap_page
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_site import TrailSite
from trailbook.trail.changes.change import Change, Effect
from trailbook.trail.decisions import Approval, Decision, JsonValue, Rationale, Trail
from trailbook.trail.effects.rules import RULES
from trailbook.trail.git.commits import Person
from trailbook.trail.git.people import accounts

ADA = Person("Ada <b>", "ada@example.org")


def decision(number: int, title: str) -> Decision:
    when = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number)
    change = Change(None, "owner", "changed", "a", "b")
    why = Rationale(title, "title", f"{number:040x}")
    return Decision(why.commit, "docs/a.md", when, when, ADA, title, why, (), "none", None, (change,))


def site(*decisions: Decision) -> TrailSite:
    knowledge = assemble({"docs/a.md": b"# A page\n"})
    trails = (Trail("docs/a.md", "docs/a.md", decisions),) if decisions else ()
    return TrailSite(Sitemap(knowledge, "docs"), trails)


def page(*decisions: Decision) -> str:
    return gap_page(site(*decisions)).markdown


def test_each_kind_of_gap_is_counted_and_leads_to_its_decision() -> None:
    text = page(decision(1, "Change the owner"))
    assert '<h2 id="no-rationale">No reason beyond a title</h2> <span class="tb-count">1</span>' in text
    assert "<strong>0</strong> of 1 decisions say why they were made." in text
    assert f"#d-{decision(1, '').commit[:12]}" in text
    assert "Jan–Mar 2026</td>" in text


def test_reasons_and_agreements_are_counted_by_whose_word_they_are() -> None:
    fetched = replace(decision(2, "Two"), rationale=Rationale("Because.", "request", "c"))
    told = (Approval("Bo", "bo@example.org", "review", True), Approval("Cy", "cy@example.org", "merge", True))
    stale = Approval("Di", "di@example.org", "review", True, hold="stale")
    text = page(replace(fetched, approvals=told), replace(decision(1, "One"), approvals=(stale,)))
    words = text.partition('id="whose-word"')[2].partition("</table>")[0]
    rows = dict(re.findall(r'<td class="tb-title">([^<]+)</td>.*data-tb-label="Decisions">(\d+)</td>', words))
    assert rows == {
        "Reason in the commit, or in the merge that brought it": "0",
        "Reason from the description of a request": "1",
        "A title and no reason": "1",
        "Agreement by a signature": "0",
        "Agreement by merging": "1",
        "Agreement by a review on the forge": "1",
        "Agreement named in a trailer, or by the robot that merged": "0",
        "No agreement": "1",
    }
    assert "whose-word" not in page()


def test_the_page_lists_the_last_of_many_gaps_and_says_so() -> None:
    text = page(*(decision(number, f"Title {number}") for number in reversed(range(SHOWN + 5))))
    assert f"These are the last {SHOWN} of {SHOWN + 5}" in text
    assert text.count("Title 104<") == 3  # no reason, no approval, no signature
    assert "Title 4<" not in text


def test_of_many_records_the_page_gives_the_shares_of_those_that_lack_most() -> None:
    paths = [f"docs/{number}.md" for number in range(RECORDS + 5)]
    reason = Rationale("Because.", "body", "c")
    full = replace(decision(1, "One"), rationale=reason, approvals=(Approval("Bo", "bo@example.org", "trailer", True),))
    trails = [Trail(path, path, (full if number < 5 else decision(number, "T"),)) for number, path in enumerate(paths)]
    knowledge = assemble(dict.fromkeys(paths, b"# A page\n"))
    text = gap_page(TrailSite(Sitemap(knowledge, "docs"), tuple(trails))).markdown
    assert f"These are the {RECORDS} of {RECORDS + 5} records" in text
    assert "<td>docs/4.md</td>" not in text
    assert '<span class="tb-to__id">docs/5.md</span>' in text
    assert "of 1 records" not in page(decision(1, "One"))


def test_changes_to_keys_and_names_are_listed_and_lead_to_no_page() -> None:
    root = Trail(".mailmap", ".mailmap", (decision(1, "<i>Name</i> eve@example.org"),))
    site = TrailSite(Sitemap(assemble({"docs/a.md": b"# A page\n"}), "docs"), (), trust_roots=(root,))
    text = gap_page(site).markdown
    assert 'id="trust-root"' in text or "{ #trust-root }" in text
    assert "<td>.mailmap</td>" in text
    assert "<i>" not in text
    assert "eve@example.org" not in text
    assert "#d-" not in text


def test_a_site_without_gaps_says_so() -> None:
    assert "other checks found no gap" in page()


def test_titles_of_commits_are_text() -> None:
    text = page(decision(1, "<script>alert(1)</script> [a](javascript:b)"))
    assert "<script>" not in text


def audited(*findings: LedgerFinding, releases: int = 1, rewritten: str = "") -> str:
    made = tuple(
        AuditedRelease(
            f"1.{number}.0", "2026-01-01", "a" * 40, 3, 2, f"{number}" * 64, f"v1.{number}.0", "good", rewritten
        )
        for number in range(releases)
    )
    knowledge = assemble({"docs/a.md": b"# A page\n"})
    ledgers = LedgerAudit("b" * 40, made, findings)
    return gap_page(TrailSite(Sitemap(knowledge, "docs"), (), ledgers=ledgers)).markdown


def test_ledgers_that_agree_are_told_with_what_to_keep_of_them() -> None:
    text = audited(releases=2)
    assert "This history is what it was at each of the 2 releases below" in text
    assert f"<code>{'1' * 32}<wbr>{'1' * 32}</code>" in text
    assert text.index("1.1.0") < text.index("1.0.0")
    assert "v1.1.0, signed</td>" in text


def test_a_history_that_was_rewritten_for_a_stated_reason_is_not_called_unaltered() -> None:
    text = audited(rewritten="A <b>typo</b>")
    assert "unaltered" not in text
    assert "rewritten before release 1.0.0 of 1 Jan 2026, which states the reason: A &lt;b&gt;typo" in text


def test_a_ledger_that_disagrees_is_told_with_what_vanished() -> None:
    lost = LedgerFinding(
        "vanished", "problem", "1.0.0", "gone", ("POL-A",), "c" * 40, "2026-01-01", "Ada", "<b>No</b> [x](y:z)"
    )
    text = audited(lost, LedgerFinding("described-differently", "notice", "1.0.0", "1: POL-A"))
    assert "This history is not what its ledgers say: 1 problem." in text
    assert "### Decisions that vanished" in text
    assert "<b>No</b>" not in text
    assert text.count("A notice.") == 1


def test_without_a_ledger_the_page_says_that_nothing_can_be_told() -> None:
    text = audited(LedgerFinding("no-ledger", "problem", "", "no release carries a ledger"), releases=0)
    assert "There is no ledger to compare this history with." in text
    assert "No ledger to hold" not in text
    assert "ledger" not in page()


def test_a_weakening_is_listed_until_it_is_restored() -> None:
    def obliged(number: int, before: str, after: str, effect: Effect) -> Decision:
        change = Change("C1", "level", "changed", before, after, effect, "obligation")
        return replace(decision(number, f"Make it {after}"), changes=(change,))

    weakened, restored = obliged(1, "must", "should", "weakens"), obliged(2, "should", "must", "strengthens")
    assert "C1, level: must → should" in page(weakened)
    assert "not yet" in page(weakened)
    assert "not yet" not in page(restored, weakened)


def test_what_came_and_weakens_is_called_by_its_title_and_not_changed() -> None:
    flow: JsonValue = {"id": "F4", "title": "Tell a visitor", "source": "A", "target": "B"}
    added = replace(
        decision(1, "Add it"), changes=(Change("F4", None, "added", None, flow, "weakens", "flow-crossing"),)
    )
    text = page(added)
    assert "Tell a visitor” added" in text
    assert "Tell a visitor” changed" not in text


def test_every_rule_is_published_with_its_reason() -> None:
    text = effects_page().markdown
    assert all(f'<tr id="{rule.id}"' in text for rule in RULES)


def test_every_name_that_is_no_persons_is_published_with_its_source() -> None:
    text = accounts_page(site(decision(1, "One"))).markdown
    for account in accounts():
        assert f"<code>{escape(account.contact)}</code>" in text
        assert f'<a href="{account.source}"' in text
    assert '<td class="tb-title">Claude</td>' in text


def test_who_decided_is_told_apart_from_what_is_no_person() -> None:
    robot = replace(decision(2, "Two"), author=Person("dependabot[bot]", "support@github.com"))
    assert "One person decided" in accounts_page(site(decision(1, "One"), robot)).markdown
    text = accounts_page(site(robot)).markdown
    assert "under a name that is on this list (dependabot[bot]), and none by a person" in text


def test_headings_of_figures_stand_over_them() -> None:
    heads = [line for line in page(decision(1, "a")).splitlines() if line.startswith("<thead>") and "a reason" in line]
    assert heads and all(head.count('<th scope="col" class="tb-number">') == 3 for head in heads)
