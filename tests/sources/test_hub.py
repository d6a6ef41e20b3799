"""The hub: the records of several repositories as one knowledge base, and its site."""

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.building import build
from tests.paths import REPOSITORY
from tests.repositories import Repo
from tests.sources.organisation import HUB, Organisation, repository, run, shard, spoilt

from trailbook.records.document import Document
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.reading import read_document
from trailbook.site import catalogue
from trailbook.site.background.kept_work import KeptWork
from trailbook.site.marks.trail_marks import page_trails
from trailbook.site.pages.record_blocks import affected_block
from trailbook.site.rendering.asked import AskedSitemap
from trailbook.site.rendering.kept_texts import NotingTexts
from trailbook.site.rendering.sitemap import sitemap_of
from trailbook.sources.kept_records import KeptRecords
from trailbook.text.positions import Positions
from trailbook.workspace.workspace import Workspace, open_workspace

TEMPLATES = REPOSITORY / "configurations/templates"


def test_records_of_all_repositories_are_one_knowledge_base(organisation: Organisation) -> None:
    assert organisation.problems() == [
        "source-not-fetched: payments has not been fetched yet",
        "source-not-fetched: identity has not been fetched yet",
    ]
    organisation.fetch()
    found = organisation.workspace
    assert [id for id in found.knowledge().records if "/" in id and not id.endswith(".md")] == [
        "identity/POL-ACCESS",
        "identity/TM-DOOR",
        "payments/POL-ACCESS",
        "payments/TM-HUB",
    ]
    links = {(link.source, link.relation, link.target) for link in found.knowledge().links}
    assert ("payments/TM-HUB.M1", "implements", "payments/POL-ACCESS.C1") in links
    assert ("payments/POL-ACCESS.C1", "mentions", "identity/TM-DOOR.T1") in links, "resolved elsewhere"
    assert ("identity/POL-ACCESS", "mentions", "POL-CENTRAL.C1") in links, "what the hub holds is local there"
    assert ("POL-CENTRAL.C1", "mentions", "payments/TM-HUB.T1") in links


def test_records_that_were_read_before_are_the_same_and_not_read_again(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def knowledge() -> KnowledgeBase:
        return open_workspace(organisation.hub.root).knowledge()

    def refuse(path: str, _: bytes) -> Any:
        raise AssertionError(path)

    organisation.fetch()
    before = knowledge()
    with monkeypatch.context() as patch:
        patch.setattr("trailbook.sources.merging.read_document", refuse)
        again = knowledge()
        assert again == before
        assert [*map(repr, again.records.values())] == [*map(repr, before.records.values())]
    changed = (organisation.identity.root / "threat-models/tm-door.yaml").read_text().replace("strangers", "neighbours")
    organisation.identity.commit("Say whose eyes", {"threat-models/tm-door.yaml": changed})
    shard(organisation.identity, organisation.folder / "identity.json")
    organisation.fetch()
    anew = knowledge()
    assert "neighbours" in repr(anew.records["identity/TM-DOOR"])
    assert anew.records["payments/TM-HUB"] == before.records["payments/TM-HUB"]
    kept = open_workspace(organisation.hub.root).repository().kept
    assert kept is not None
    (kept / "sources.sqlite").write_bytes(b"damaged")
    assert knowledge() == anew


@pytest.mark.parametrize("file", sorted(TEMPLATES.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_template_is_kept_as_it_was_read(file: Path, tmp_path: Path) -> None:
    found, _ = read_document(f"configurations/templates/{file.name}", file.read_bytes())
    assert isinstance(found, Document)
    read, files = [replace(found, positions=Positions())], {found.path: found.text}
    with KeptRecords(tmp_path) as kept:
        kept.put("payments", "digest", files, read)
        assert kept.get("payments", "digest", files) == read


def test_no_repository_states_a_link_between_records_of_others(organisation: Organisation) -> None:
    theirs = [["identity/TM-DOOR.M1", "mitigates", "hub/POL-CENTRAL.C1"]]
    own = [["TM-HUB.M1", "implements", "hub/POL-CENTRAL.C1"]]

    def state(field: str, statement: dict[str, Any]) -> None:
        statement["predicate"].setdefault(field, []).extend([*theirs, *own])

    for field in ("links", "elsewhere"):
        data = organisation.file("payments").read_bytes()
        stated = spoilt(data, partial(state, field))
        organisation.file("payments").write_bytes(stated)
    organisation.fetch()
    links = {(link.source, link.relation, link.target) for link in organisation.workspace.knowledge().links}
    assert ("payments/TM-HUB.M1", "implements", "POL-CENTRAL.C1") in links
    assert ("identity/TM-DOOR.M1", "mitigates", "POL-CENTRAL.C1") not in links


def test_why_and_trail_answer_for_records_of_others_without_their_history(organisation: Organisation) -> None:
    organisation.fetch()
    found = organisation.workspace
    assert [d.title for d in found.trail("payments/TM-HUB").decisions] == ["Rate Payments higher", "Model Payments"]
    result = run("why", "payments/TM-HUB.T1", "--root", organisation.hub.root)
    assert (result.exit_code, "It was too hopeful" in result.output) == (0, True), result.output
    assert "payments/TM-HUB" in run("trail", "payments/TM-HUB", "--root", organisation.hub.root).output
    listed = run("register", "--root", organisation.hub.root).output
    assert "payments/TM-HUB.T1" in listed
    assert "identity/TM-DOOR.T1" in listed
    assert "payments/POL-ACCESS" in run("due", "--root", organisation.hub.root).output
    missing = {(gap.record, gap.kind) for gap in found.gaps()}
    assert ("payments/TM-HUB", "no-independent-approval") in missing
    assert "payments/TM-HUB" in run("audit", "gaps", "--root", organisation.hub.root).output


def test_a_review_at_home_is_one_at_the_hub(organisation: Organisation) -> None:
    said = "Look at the hub again\n\nReview: periodic\nRefs: TM-HUB"
    commit = organisation.payments.commit(said)
    organisation.hand_on()
    organisation.fetch()
    found = organisation.workspace
    (state,) = [one for one in found.reviews() if one.record.id == "payments/TM-HUB"]
    assert state.last is not None
    assert state.last.shown_by is not None
    assert state.last.shown_by.commit == commit
    page = next(one for one in catalogue.pages(site_of(found), ("trailbook/records",)) if one.path == "reviews.md")
    assert f"https://github.com/example-org/payments/commit/{commit}" in page.markdown


def site_of(workspace: Workspace) -> catalogue.Site:
    sitemap = sitemap_of(workspace)
    return catalogue.Site(workspace, sitemap, catalogue.trail_site(workspace, sitemap))


def test_what_stands_beside_a_record_asks_of_no_other_repository(organisation: Organisation) -> None:
    organisation.fetch()
    site = site_of(open_workspace(organisation.hub.root))
    assert site.trails is not None
    texts = NotingTexts(site.sitemap)
    dict(page_trails(site.trails, marks=True, texts=texts))
    theirs = [noted for noted in texts.noted if noted.what.startswith("marks sources/payments/")]
    assert theirs
    asked = {question for noted in theirs for question in noted.questions}
    assert ("origin", "payments") in asked
    assert {what for what, about in asked if not about} <= {"one author"}
    assert not [about for _, about in asked if about.startswith("identity")]


def test_what_a_page_lists_of_all_connectors_is_of_its_own_repository(organisation: Organisation) -> None:
    named = "components:\n  - {id: MAIL, name: Mail service, type: service, connector: CON-MAIL}"
    for one, file in ((organisation.payments, "tm-hub"), (organisation.identity, "tm-door")):
        path = f"threat-models/{file}.yaml"
        one.commit("Send mail", {path: (one.root / path).read_text().replace("components:", named)})
    organisation.hand_on()
    shard(organisation.identity, organisation.folder / "identity.json")
    organisation.fetch()
    sitemap = AskedSitemap(sitemap_of(open_workspace(organisation.hub.root)))
    assert "identity" not in affected_block(sitemap, "sources/payments/playbooks/leak.md", "")
    assert not [about for _, about in sitemap.questions if about.startswith("identity")]
    everywhere = affected_block(sitemap, "playbooks/leak.md", "")
    assert "payments/TM-HUB" in everywhere
    assert "identity/TM-DOOR" in everywhere


def test_no_month_of_the_past_is_compared_with_what_came_from_others_since(organisation: Organisation) -> None:
    assert organisation.workspace.past_risk() == ()
    model = (organisation.identity.root / "threat-models/tm-door.yaml").read_text().replace("TM-DOOR", "TM-OWN")
    organisation.hub.commit("Model our own", {"threat-models/own.yaml": model.replace("implements:", "# ")})
    organisation.hub.hour += 24 * 70
    organisation.hub.commit("Go on", {"content/index.md": "# Start here\n"})
    found = organisation.workspace
    found.stated_day = date(2026, 4, 1)
    assert len(found.past_risk()) >= 1
    organisation.fetch()
    found = organisation.workspace
    found.stated_day = date(2026, 4, 1)
    assert found.past_risk() == ()
    assert "TM-OWN" in found.knowledge().records


def test_an_unresolved_name_of_another_repository_and_a_shared_id_are_problems(organisation: Organisation) -> None:
    organisation.fetch()
    assert organisation.problems() == [
        "unresolved-elsewhere: identity has handed on no record 'TM-NONE'",
        "same-id-elsewhere: POL-ACCESS is an id in 2 repositories: identity, payments",
    ]


def test_a_reference_elsewhere_is_no_problem_where_no_source_is_known(organisation: Organisation) -> None:
    found = open_workspace(organisation.payments.root)
    assert [problem.rule for problem in found.problems()] == []
    assert found.knowledge().resolve("identity/TM-DOOR.T1") is None


def test_a_change_of_the_hub_is_told_without_what_others_did(organisation: Organisation) -> None:
    organisation.fetch()
    assert "No record changes" in run("diff", "HEAD", "--root", organisation.hub.root).output
    result = run("answer", "payments/TM-HUB", "owner", "Sales", "--root", organisation.hub.root)
    assert (result.exit_code, "is a record of Payments; answer in its own repository" in result.output) == (2, True)


def test_a_hub_is_of_the_day_on_which_the_newest_of_all_landed(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    organisation.payments.hour += 24 * 90
    organisation.payments.commit("Look again")
    organisation.hand_on()
    run("hub", "--root", organisation.hub.root)
    assert organisation.workspace.today() == date(2026, 4, 1)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1775088000")  # 2026-04-02
    organisation.payments.hour += 24 * 365 * 70
    organisation.payments.commit("Look again, by a clock that is wrong")
    organisation.hand_on()
    run("hub", "--root", organisation.hub.root)
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert organisation.workspace.today() == date(2026, 4, 2)
    assert organisation.workspace.problems()


@pytest.mark.slow
def test_the_site_shows_all_repositories_with_their_own_forges(organisation: Organisation, tmp_path: Path) -> None:
    organisation.fetch()
    organisation.file("payments").unlink()
    organisation.fetch(code=1)
    built = build(organisation.hub.root, tmp_path / "site")
    page = built.text("sources/index.html")
    assert "payments: there is no" not in page
    assert "there is no ../payments.json; that of 2026-01-01 stays in force" in page
    assert "units/retail/index.html" in built.paths
    home = built.text("sources/payments/index.html")
    assert "payments/TM-HUB" in home
    assert "sources/identity" not in home, "the navigation lists no other one"
    assert "sources/payments" not in built.text("index.html")
    model = built.text("sources/payments/threat-models/tm-hub/index.html")
    assert "https://github.com/example-org/payments/blob/" in model
    assert "https://github.com/example-org/payments/commit/" in "".join(
        built.text(path) for path in built.paths if "payments" in path and path.endswith(".html")
    )
    assert "payments/TM-HUB" in built.text("threat-models/index.html")
    assert "id/payments/TM-HUB.T1/index.html" in built.paths


@pytest.mark.slow
def test_after_a_change_elsewhere_the_bytes_are_those_of_a_clean_build(
    organisation: Organisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once: list[bool] = []
    begin = KeptWork.__init__

    def noted(work: KeptWork, *arguments: Any) -> None:
        begin(work, *arguments)
        at_once.append(work._process is not None)

    monkeypatch.setattr(KeptWork, "__init__", noted)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    organisation.fetch()
    build(organisation.hub.root, tmp_path / "site")
    policy = "content/policies/access.md"
    text = (organisation.payments.root / policy).read_text()
    organisation.payments.commit("Say more", {policy: f"{text}\nMore.\n"})
    organisation.hand_on()
    organisation.fetch()
    changed = build(organisation.hub.root, tmp_path / "site").files()
    build(organisation.hub.root, tmp_path / "site")
    assert at_once == [True, True, False]
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "nothing"))
    assert build(organisation.hub.root, tmp_path / "clean").files() == changed


HOSTILE = "<img src=x onerror=alert(1)> [x](javascript:alert(1)) {{ 7*7 }}"


@pytest.mark.slow
def test_nothing_that_another_repository_says_acts_on_a_reader(tmp_path: Path) -> None:
    evil = repository(tmp_path / "evil", HOSTILE, see=f" {HOSTILE}")
    shard(evil, tmp_path / "evil.json")
    hub = Repo(tmp_path / "hub")
    settings = HUB.replace("{sources}", f'        evil: {{from: ../evil.json, unit: "{HOSTILE}"}}')
    hub.commit("Begin", {"mkdocs.yml": settings, "content/index.md": "# Start\n"})
    assert run("hub", "--root", hub.root).exit_code == 0
    built = build(hub.root, tmp_path / "site")
    for path, page in built.pages.items():
        assert [one for one in page.elements if "onerror" in one.attributes] == [], path
        assert [one for one in page.elements if str(one.attributes.get("href")).startswith("javascript")] == [], path
    assert "onerror" in built.text("sources/index.html"), "it is there, as text"
