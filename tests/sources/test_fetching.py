"""What a hub does with what it is given: what it takes, what it refuses, and what stays in force then."""

import errno
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from tests.sources.organisation import HUB, Organisation, run, spoilt

from trailbook.sources import FOLDER, STATUS
from trailbook.sources.gathering import Failure
from trailbook.sources.options import read_sources
from trailbook.sources.shard import REMEMBERED, read_shard, shard_text
from trailbook.sources.state import read_state
from trailbook.text.write import write_whole
from trailbook.workspace.hub import fetch, run_hub


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
    assert (result.exit_code, "No space left on device; what was kept stays" in result.output) == (2, True)
    after = read_state(organisation.hub.root)
    assert (after.digest, after.spoilt, set(after.shards)) == (before.digest, (), {"payments", "identity"})
    monkeypatch.undo()
    assert organisation.fetch()["payments"]["outcome"] == "current"


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
    assert (result.exit_code, "symbolic link" in result.output) == (2, True)
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
