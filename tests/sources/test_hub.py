import errno
import json
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from shutil import copyfile
from threading import Thread
from typing import Any

import pytest
from tests.building import build
from tests.repositories import Repo, make_key
from tests.sources.organisation import SETTINGS, repository, run, shard
from tests.sources.test_shard import spoilt

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
from trailbook.sources import FOLDER, STATUS
from trailbook.sources.gathering import Failure
from trailbook.sources.kept_records import KeptRecords
from trailbook.sources.options import read_sources
from trailbook.sources.shard import REMEMBERED, read_shard, shard_text
from trailbook.sources.state import read_state
from trailbook.text.positions import Positions
from trailbook.text.write import write_whole
from trailbook.workspace.hub import fetch, run_hub
from trailbook.workspace.workspace import Workspace, open_workspace

TEMPLATES = Path(__file__).parents[2] / "configurations/templates"
HUB = SETTINGS.format(name="Hub").replace(
    "  - trailbook/records\n", "  - trailbook/records:\n      sources:\n{sources}\n"
)
CENTRAL = """\
---
id: POL-CENTRAL
kind: policy
owner: Security
roles: [maker]
review: {cadence: yearly, next: 2026-12-01}
controls:
  - {id: C1, level: must}
---
# Central

## Judge it {#C1}

As in payments/TM-HUB.T1 and in identity/TM-NONE.
"""


class Organisation:
    """Two repositories that hand on shards, and the hub that reads them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.payments = repository(folder / "payments", "Payments", see=", as in identity/TM-DOOR.T1")
        self.identity = repository(folder / "identity", "Identity", model="TM-DOOR", see=", see hub/POL-CENTRAL.C1")
        self.hub = Repo(folder / "hub")
        lines = [
            "payments: {from: ../payments.json, unit: Retail}",
            "identity: {from: ../identity.json, cadence: monthly}",
        ]
        sources = "\n".join(f"        {line}" for line in lines)
        self.hub.commit(
            "Begin the hub",
            {
                "mkdocs.yml": HUB.replace("{sources}", sources),
                "content/index.md": "# Start\n",
                "content/policies/central.md": CENTRAL,
            },
        )
        self.hand_on()

    def copy(self, folder: Path) -> "Organisation":
        """The same in another folder, sooner than it is made."""
        other = Organisation.__new__(Organisation)
        other.folder = folder
        for name in ("payments", "identity", "hub"):
            setattr(other, name, getattr(self, name).copy(folder / name))
        for name in ("payments", "identity"):
            copyfile(self.file(name), other.file(name))
        return other

    def hand_on(self) -> None:
        for name in ("payments", "identity"):
            shard(getattr(self, name), self.folder / f"{name}.json")

    def file(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def fetch(self, *arguments: str, code: int = 0) -> dict[str, dict[str, object]]:
        result = run("hub", "--root", self.hub.root, "--format", "json", *arguments)
        assert result.exit_code == code, result.output
        return {one["name"]: one for one in json.loads(result.stdout)}

    @property
    def workspace(self) -> Workspace:
        return open_workspace(self.hub.root)

    def problems(self) -> list[str]:
        return [f"{problem.rule}: {problem.message}" for problem in self.workspace.problems()]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Organisation:
    return Organisation(tmp_path_factory.mktemp("organisation"))


@pytest.fixture
def organisation(begun: Organisation, tmp_path: Path) -> Organisation:
    return begun.copy(tmp_path)


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
    for field in ("links", "elsewhere"):
        data = organisation.file("payments").read_bytes()
        stated = spoilt(data, lambda s, field=field: s["predicate"].setdefault(field, []).extend([*theirs, *own]))
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


def _missing(one: Organisation) -> None:
    one.file("payments").unlink()


def _unreadable(one: Organisation) -> None:
    one.file("payments").write_bytes(one.file("payments").read_bytes()[:-200])


def _other_schema(one: Organisation) -> None:
    data = one.file("payments").read_bytes()
    one.file("payments").write_bytes(spoilt(data, lambda s: s.update(predicateType="urn:trailbook:shard:2")))


def _too_large(one: Organisation) -> None:
    with one.file("payments").open("wb") as file:
        file.truncate(64_000_001)


def _rewritten(one: Organisation) -> None:
    one.payments.git("commit", "--quiet", "--amend", "-m", "Rate it otherwise")
    one.hand_on()


def _older(one: Organisation) -> None:
    one.payments.git("reset", "--quiet", "--hard", "HEAD~1")
    one.hand_on()


def _emptied(one: Organisation) -> None:
    one.payments.git("rm", "-rq", "threat-models", "content/policies")
    one.payments.commit("Give up")
    one.hand_on()


def _forged(one: Organisation) -> None:
    settings = one.hub.root / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("unit: Retail", "unit: Retail, signers: keys"))
    (one.hub.root / "keys").write_text("")


FAULTS = {
    "missing": (_missing, "there is no ../payments.json"),
    "unreadable": (_unreadable, "it is no shard"),
    "other-schema": (_other_schema, "it has schema 2, of a later Trailbook"),
    "too-large": (_too_large, "it has 64,000,001 bytes"),
    "rewritten": (_rewritten, "its history does not hold"),
    "emptied": (_emptied, "it has no records any more, and had 2"),
    "forged": (_forged, "nobody signed it"),
}


@pytest.mark.parametrize("outcome", FAULTS)
def test_each_fault_is_shown_and_the_last_good_records_stay_in_force(organisation: Organisation, outcome: str) -> None:
    organisation.fetch()
    before = organisation.workspace.knowledge()
    spoil, message = FAULTS[outcome]
    spoil(organisation)
    found = organisation.fetch(code=1)
    assert found["payments"]["outcome"] == outcome
    assert message in str(found["payments"]["message"])
    assert found["identity"]["outcome"] == "current"
    after = organisation.workspace.knowledge()
    assert after.records == before.records
    (shown,) = [one for one in organisation.problems() if one.startswith(f"source-{outcome}")]
    assert shown.endswith("; that of 2026-01-01 stays in force")


def test_an_earlier_shard_does_not_take_the_place_of_a_later_one(organisation: Organisation) -> None:
    organisation.fetch()
    _older(organisation)
    assert organisation.fetch(code=1)["payments"]["outcome"] == "rewritten"


def test_a_rewritten_history_counts_once_somebody_accepts_it(organisation: Organisation) -> None:
    organisation.fetch()
    _rewritten(organisation)
    organisation.fetch(code=1)
    assert organisation.fetch("--accept", "payments")["payments"]["outcome"] == "current"
    assert organisation.fetch()["payments"]["outcome"] == "current"
    assert organisation.workspace.trail("payments/TM-HUB").decisions[0].title == "Rate it otherwise"


def test_a_history_that_goes_on_is_taken_and_one_that_moved_says_so(organisation: Organisation) -> None:
    organisation.fetch()
    organisation.payments.commit(
        "Say more",
        {
            "content/policies/access.md": (organisation.payments.root / "content/policies/access.md").read_text()
            + "\nMore.\n"
        },
    )
    organisation.payments.git("remote", "set-url", "origin", "https://gitlab.com/example-org/payments.git")
    organisation.hand_on()
    found = organisation.fetch()["payments"]
    assert found["outcome"] == "current"
    assert "moved from https://github.com/example-org/payments to https://gitlab.com" in str(found["message"])
    assert len(organisation.workspace.trail("payments/POL-ACCESS").decisions) == 2
    assert len(list((organisation.hub.root / FOLDER).iterdir())) == 2, "the shard before it is gone"


def test_a_shard_in_the_place_of_another_is_called_its_copy_and_not_a_rewritten_history(
    organisation: Organisation,
) -> None:
    organisation.fetch()
    organisation.file("payments").write_bytes(organisation.file("identity").read_bytes())
    found = organisation.fetch(code=1)
    assert (found["payments"]["outcome"], found["payments"]["message"]) == ("forged", "it is the shard of identity")
    assert found["identity"]["outcome"] == "current"


def test_a_rewritten_history_that_landed_later_is_not_called_an_earlier_one(organisation: Organisation) -> None:
    organisation.fetch()
    earlier = read_shard(organisation.file("payments").read_bytes()).shard
    before = replace(earlier, lineage=(*earlier.lineage, *(f"{one:016x}" for one in range(REMEMBERED))))
    later = replace(before, commit="e" * 40, lineage=("e" * 16,), landed=earlier.landed + timedelta(days=1))
    for shard_now, code in ((before, 0), (later, 1)):
        organisation.file("payments").write_text(shard_text(shard_now)[0])
        found = organisation.fetch(code=code)["payments"]
    assert (found["outcome"], "its history does not hold" in str(found["message"])) == ("rewritten", True)


def test_a_shard_of_a_day_to_come_is_taken_and_says_so_each_time(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1766707200")  # 2025-12-26
    for _ in range(2):
        found = organisation.fetch()["payments"]
        assert found["outcome"] == "current"
        assert str(found["message"]).startswith("it landed on 2026-01-01, which is yet to come")


def test_a_source_that_should_have_moved_on_is_late(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772323200")  # 2026-03-01
    assert organisation.fetch(code=1)["identity"]["late"] is True
    assert "2 repositories, 0 not current, 1 late; " in run("hub", "--root", organisation.hub.root).output
    late = "source-late: identity: nothing landed there since 2026-01-01, though something should monthly"
    assert late in organisation.problems()


def test_a_worker_that_dies_costs_its_own_source_alone(organisation: Organisation) -> None:
    organisation.fetch()
    with ProcessPoolExecutor(1) as pool:
        executor = Failing(pool)
        statuses = run_hub(organisation.workspace, lambda _: executor, date(2026, 3, 1))
    assert {name: one.outcome for name, one in statuses.items()} == {"identity": "current", "payments": "missing"}
    assert "asking it failed: BrokenProcessPool" in statuses["payments"].message
    assert "payments/TM-HUB" in organisation.workspace.knowledge().records


class Failing(ThreadPoolExecutor):
    """Asks the first source in a process that is killed."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        super().__init__(1)
        self.pool: ProcessPoolExecutor | None = pool

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        pool, self.pool = self.pool, None
        return pool.submit(os._exit, 1) if pool else super().submit(fn, *args, **kwargs)


@pytest.mark.parametrize("writes", [0, 1, 2])
def test_a_full_disk_leaves_what_was_kept_as_it_was(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    organisation.fetch()
    before = read_state(organisation.hub.root)
    for repo in (organisation.payments, organisation.identity):
        text = (repo.root / "content/policies/access.md").read_text()
        repo.commit("Say more", {"content/policies/access.md": f"{text}\nMore.\n"})
    organisation.hand_on()
    done: list[Path] = []

    def fill(file: Path, content: str | bytes, within: Path | None = None) -> None:
        if len(done) == writes:
            raise OSError(errno.ENOSPC, "No space left on device", str(file))
        done.append(file)
        write_whole(file, content, within)

    monkeypatch.setattr("trailbook.sources.state.write_whole", fill)
    result = run("hub", "--root", organisation.hub.root)
    assert (result.exit_code, "No space left on device; what was kept stays" in result.output) == (1, True)
    after = read_state(organisation.hub.root)
    assert (after.digest, after.spoilt, set(after.shards)) == (before.digest, (), {"payments", "identity"})
    monkeypatch.undo()
    assert organisation.fetch()["payments"]["outcome"] == "current"


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


def folder_of_shards(organisation: Organisation, *more: str) -> Path:
    """A folder with the shards of all, which the hub reads as ``all``, beside ``more`` sources."""
    folder = organisation.folder / "shards"
    folder.mkdir()
    for name in ("payments", "identity"):
        organisation.file(name).rename(folder / f"{name}.json")
    lines = "\n        ".join(("        all: {from: ../shards, unit: Everything}", *more))
    organisation.hub.commit("Read a folder", {"mkdocs.yml": HUB.replace("{sources}", lines)})
    return folder


def outcomes(found: dict[str, dict[str, object]]) -> dict[str, object]:
    return {name: one["outcome"] for name, one in found.items()}


@pytest.mark.parametrize("bad", ["Bad Name.json", os.fsdecode(b"\xff.json")])
def test_a_folder_names_each_repository_by_its_file(organisation: Organisation, bad: str) -> None:
    folder = folder_of_shards(organisation)
    (folder / bad).write_text("{}")
    found = organisation.fetch(code=1)
    assert outcomes(found) == {"all": "unreadable", "identity": "current", "payments": "current"}
    assert "a source is called" in str(found["all"]["message"])
    (folder / bad).unlink()
    assert outcomes(organisation.fetch()) == {"identity": "current", "payments": "current"}
    (folder / "payments.json").unlink()
    assert organisation.fetch(code=1)["payments"]["message"] == "../shards has no shard of it any more"


def test_a_folder_does_not_take_the_name_of_another_source(organisation: Organisation) -> None:
    folder = folder_of_shards(organisation, "payments: ../own.json")
    shard(organisation.payments, organisation.folder / "own.json")
    (folder / "payments.json").write_bytes((folder / "identity.json").read_bytes())
    for _ in range(2):
        found = organisation.fetch(code=1)
        assert outcomes(found) == {"all": "unreadable", "identity": "current", "payments": "current"}
        assert found["all"]["message"] == "it has a shard called payments, as mkdocs.yml calls another source"
        assert found["payments"]["commit"] == organisation.payments.git("rev-parse", "HEAD")


def test_a_name_that_two_folders_give_is_taken_from_neither(organisation: Organisation) -> None:
    folder = folder_of_shards(organisation, "more: ../more")
    (organisation.folder / "more").mkdir()
    (organisation.folder / "more" / "payments.json").write_bytes((folder / "payments.json").read_bytes())
    found = organisation.fetch(code=1)
    assert outcomes(found) == {"identity": "current", "payments": "unreadable"}
    assert found["payments"]["message"] == "all and more give it; leave it in one of them"
    (folder / "payments.json").unlink()
    assert organisation.fetch()["payments"]["from"] == "../more", "it moved from one to the other"


def test_a_shard_counts_under_one_name(organisation: Organisation) -> None:
    folder = folder_of_shards(organisation)
    data = (folder / "payments.json").read_bytes()
    (folder / "another.json").write_bytes(data)
    found = organisation.fetch(code=1)
    assert outcomes(found) == {"another": "forged", "identity": "current", "payments": "forged"}
    assert found["payments"]["message"] == "it is the shard of another"
    (folder / "another.json").unlink()
    organisation.fetch()
    (folder / "another.json").write_bytes(data)
    found = organisation.fetch(code=1)
    assert outcomes(found) == {"another": "forged", "identity": "current", "payments": "current"}
    assert found["another"]["message"] == "it is the shard of payments"
    assert "payments" in read_state(organisation.hub.root).shards
    assert "another" not in read_state(organisation.hub.root).shards


def signed_shards(organisation: Organisation, *names: str) -> None:
    """Let repositories sign with one key, which counts for all that the hub reads."""
    key = organisation.folder / "key"
    if not key.exists():
        make_key(key, "bo")
        (organisation.hub.root / "keys").write_text(f"all@example.org {key.with_suffix('.pub').read_text()}")
        settings = organisation.hub.root / "mkdocs.yml"
        text = (
            settings.read_text().replace("unit: Retail", "signers: keys").replace("cadence: monthly", "signers: keys")
        )
        settings.write_text(text)
    for name in names:
        repo: Repo = getattr(organisation, name)
        repo.git("config", "gpg.format", "ssh")
        repo.git("config", "user.signingKey", str(key))
        shard(repo, organisation.file(name), "--as", name)


def test_who_may_sign_for_two_repositories_does_not_hand_on_one_as_the_other(organisation: Organisation) -> None:
    signed_shards(organisation, "payments", "identity")
    older = organisation.file("payments").read_bytes()
    organisation.payments.commit("Look at it again")
    signed_shards(organisation, "payments")
    organisation.file("identity").write_bytes(older)
    found = organisation.fetch(code=1)
    assert outcomes(found) == {"identity": "forged", "payments": "current"}
    assert found["identity"]["message"] == "it says that it is the shard of payments"
    signed_shards(organisation, "identity")
    assert outcomes(organisation.fetch()) == {"identity": "current", "payments": "current"}


def test_a_shard_that_has_to_be_signed_says_what_it_is_called(organisation: Organisation) -> None:
    signed_shards(organisation, "payments", "identity")
    shard(organisation.payments, organisation.file("payments"))
    found = organisation.fetch(code=1)
    assert outcomes(found) == {"identity": "current", "payments": "forged"}
    assert "make it with 'trailbook shard --as payments'" in str(found["payments"]["message"])


def test_a_shard_under_another_name_than_it_states_is_refused_unsigned_too(organisation: Organisation) -> None:
    shard(organisation.payments, organisation.file("payments"), "--as", "identity")
    assert outcomes(organisation.fetch(code=1)) == {"identity": "current", "payments": "forged"}
    result = run("shard", "--root", organisation.payments.root, "--output", organisation.file("x"), "--as", "Bad Name")
    assert (result.exit_code, "--as: a source is called 'Bad Name'" in result.output) == (2, True)


def test_a_signature_that_only_the_shard_tells_of_reads_so(organisation: Organisation) -> None:
    def sign(statement: dict[str, Any]) -> None:
        agreed = {"name": "Ada", "email": "ada@example.org", "source": "signature", "independent": True}
        for trail in statement["predicate"]["trails"]:
            trail["decisions"][0].update(signature="good", approvals=[agreed])

    organisation.file("payments").write_bytes(spoilt(organisation.file("payments").read_bytes(), sign))
    organisation.fetch()
    said = run("why", "payments/TM-HUB.T1", "--root", organisation.hub.root).output
    assert "Ada (signed it, as the shard of its repository says)" in " ".join(said.split())
    newest = organisation.workspace.trail("payments/TM-HUB").decisions[0]
    assert newest.signature == "good, as its shard says"
    assert ("payments/TM-HUB", newest.commit, "unsigned") not in _gaps(organisation)
    assert ("identity/TM-DOOR", organisation.identity.git("rev-parse", "HEAD"), "unsigned") in _gaps(organisation)


def _gaps(organisation: Organisation) -> set[tuple[str, str, str]]:
    return {(gap.record, gap.commit, gap.kind) for gap in organisation.workspace.gaps()}


def test_only_regular_files_are_read(organisation: Organisation) -> None:
    folder = folder_of_shards(organisation)
    os.mkfifo(folder / "waits.json")
    (folder / "endless.json").symlink_to("/dev/zero")
    found = outcomes(organisation.fetch(code=1))
    assert (found["waits"], found["endless"], found["payments"]) == ("missing", "missing", "current")


def test_a_kept_name_that_leads_elsewhere_counts_for_nothing(organisation: Organisation) -> None:
    organisation.fetch()
    status = organisation.hub.root / STATUS
    status.write_text(status.read_text().replace('"name": "payments"', '"name": "../payments"'))
    assert set(read_state(organisation.hub.root).statuses) == {"identity"}


def test_what_is_kept_and_was_changed_by_hand_counts_for_nothing(organisation: Organisation) -> None:
    organisation.fetch()
    (kept,) = (organisation.hub.root / FOLDER).glob("payments.*.json")
    kept.write_bytes(organisation.file("identity").read_bytes())
    assert "payments" not in read_state(organisation.hub.root).shards
    assert any(one.startswith("source-spoilt: payments") for one in organisation.problems())
    (organisation.hub.root / STATUS).write_text("{")
    assert read_state(organisation.hub.root).statuses == {}


@pytest.mark.parametrize(("link", "to"), [("sources", "outside"), ("sources", "hub/data"), ("", "outside")])
def test_nothing_is_read_or_deleted_behind_a_link_that_somebody_committed(
    organisation: Organisation, link: str, to: str
) -> None:
    organisation.fetch()
    kept, other = organisation.hub.root / ".trailbook", organisation.folder / to
    (kept / link).rename(other)
    (kept / link).symlink_to(other, target_is_directory=True)
    (other / "mine.json").write_text("{}")
    before = sorted(file.name for file in other.rglob("*"))
    assert read_state(organisation.hub.root).statuses == {}
    result = run("hub", "--root", organisation.hub.root)
    assert (result.exit_code, "symbolic link" in result.output) == (1, True)
    assert sorted(file.name for file in other.rglob("*")) == before


@contextmanager
def served(folder: Path, waits: str = "") -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            file = folder / self.path.lstrip("/")
            self.send_response(429 if waits else 200 if file.is_file() else 404)
            self.send_header("Retry-After", waits)
            self.end_headers()
            self.wfile.write(file.read_bytes() if file.is_file() else b"")

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_an_address_is_asked_by_the_command_alone(organisation: Organisation) -> None:
    with served(organisation.folder) as address:
        settings = HUB.replace(
            "{sources}", f"        payments: {address}/payments.json\n        gone: {address}/gone.json"
        )
        organisation.hub.commit("Ask an address", {"mkdocs.yml": settings})
        found = organisation.fetch(code=1)
        assert (found["payments"]["outcome"], found["gone"]["outcome"]) == ("current", "missing")
    assert "payments/TM-HUB" in organisation.workspace.knowledge().records


@pytest.mark.parametrize(("waits", "said"), [("7199", "asks to wait 2.0 hours"), ("61", "61 seconds"), ("1", "(429)")])
def test_a_host_that_asks_to_wait_does_not_hold_the_run(organisation: Organisation, waits: str, said: str) -> None:
    with served(organisation.folder, waits) as address:
        (source,), _ = read_sources({"payments": f"{address}/payments.json"})
        begun = time.monotonic()
        answers = fetch(source, organisation.hub.root)
    assert isinstance(answers, Failure)
    assert said in answers.message
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("payments: http://git.example.org/payments.git", "is neither https nor ssh"),
        ("payments: git://git.example.org/payments", "is neither https nor ssh"),
        ("payments: git+http://git.example.org/payments", "is neither https nor ssh"),
        ("Payments: x.json", "a source is called 'Payments'"),
        ("hub: x.json", "'hub' is what other repositories call this one"),
        ("payments: {from: x.json, every: day}", "unknown key 'every'"),
        ("payments: {cadence: monthly}", "'from' is missing"),
    ],
)
def test_a_source_that_can_not_be_read_is_named_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "mkdocs.yml").write_text(HUB.replace("{sources}", f"        {line}"))
    (problem,) = [one for one in open_workspace(tmp_path).problems() if one.path == "mkdocs.yml"]
    assert message in problem.message
    assert problem.line == 7


def test_a_fetch_says_which_sources_the_configuration_does_not_name_rightly(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    wrong = "        payments: {git: x.json}"
    (tmp_path / "mkdocs.yml").write_text(HUB.replace("{sources}", wrong))
    alone = run("hub", "--root", tmp_path)
    assert alone.exit_code == 2
    assert "mkdocs.yml:7" in alone.output
    assert "unknown key 'git'; expected one of: from, cadence" in alone.output
    (tmp_path / "empty").mkdir()
    (tmp_path / "mkdocs.yml").write_text(HUB.replace("{sources}", f"{wrong}\n        others: empty"))
    beside = run("hub", "--root", tmp_path)
    assert beside.exit_code == 1
    assert "unknown key 'git'" in beside.output


SECRET = "zq7Hidden4Qz"
ADDRESSES = (
    f"https://{SECRET}@git.example.org/payments.git",
    f"https://oauth2:{SECRET}@git.example.org/payments.git",
    f"git+https://x:{SECRET}/{SECRET}@git.example.org/payments",
    f"https://oauth2%3A{SECRET}@git.example.org/shard.json",
    f"ssh://git:{SECRET}@git.example.org/payments.git",
    f"git:{SECRET}@git.example.org:payments.git",
    f"https://git.example.org/shard.json?private_token={SECRET}",
    f"https://git.example.org/shard.json#access_token={SECRET}",
    f"https://{'a' * 90}{SECRET}@git.example.org/payments.git",
)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("form", ["{}", "{{from: '{}'}}", "{{from: ['{}']}}", "{{from: x, '{}': y}}"])
def test_an_address_that_gives_access_is_refused_and_never_shown(tmp_path: Path, address: str, form: str) -> None:
    (tmp_path / "content").mkdir()
    line = f"payments: {form.format(address)}" if form != "{}" else f"payments: '{address}'"
    (tmp_path / "mkdocs.yml").write_text(HUB.replace("{sources}", f"        {line}"))
    problems = open_workspace(tmp_path).problems()
    assert SECRET not in str(problems)
    (problem,) = [one for one in problems if one.rule == "bad-source"]
    assert problem.message == "the address of payments holds a password or a token"
    assert (problem.line, "git asks its own credential helper" in problem.expected) == (7, True)
    result = run("hub", "--root", tmp_path)
    assert (result.exit_code, SECRET in result.output, "mkdocs.yml:7" in result.output) == (2, False, True)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_in_the_wrong_place_is_not_shown_either(address: str) -> None:
    for stated in ([address], address, {address: "x.json"}, {"payments": {"from": [address]}}):
        _, problems = read_sources(stated)
        assert [one.rule for one in problems] in (["wrong-type"], ["bad-source"])
        assert SECRET not in str(problems)
        assert "a" * 30 not in str(problems)


@pytest.mark.parametrize(
    "address",
    [
        "git@git.example.org:payments.git",
        "ssh://git@git.example.org:22/payments.git",
        "https://h.example.org/@a/x.json",
    ],
)
def test_an_account_that_gives_no_access_is_no_problem(address: str) -> None:
    (source,), problems = read_sources({"payments": address})
    assert (source.at, problems) == (address, [])


@pytest.mark.slow
def test_the_site_shows_all_repositories_with_their_own_forges(organisation: Organisation, tmp_path: Path) -> None:
    organisation.fetch()
    _missing(organisation)
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
