"""What reads files of strangers, and what has to hold for whatever such a file holds.

Each target takes real files of its kind, spoils them at random, and gives them to what reads them. Nothing may be
raised, nothing may take longer than ``SLOWEST`` seconds, and whatever is said of a file can be printed.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from hypothesis import strategies as st
from tests.audit.evidence.base import evidence, history
from tests.forges.samples import GERRIT, GITEA, GITEA_REVIEW, GITHUB, GITLAB
from tests.paths import REPOSITORY, STARTER

from trailbook.audit.evidence.archive import pack, unpack
from trailbook.audit.evidence.contents import MANIFEST, manifest_of
from trailbook.audit.evidence.verify import Verdict, verify
from trailbook.contributing.messages.text import read_message_text
from trailbook.credentials.finding import find_credentials
from trailbook.drift.snapshots import masked_lines, read_snapshot
from trailbook.forges.addresses import ForgeProject
from trailbook.forges.answers import UnreadableError
from trailbook.forges.exports import ExportError, read_exports
from trailbook.interchange.importing import import_model, read_source
from trailbook.interchange.platforms.export import of_mapping
from trailbook.interchange.report import omission_lines, report_lines
from trailbook.interchange.tenants.reports import read_reports
from trailbook.records.loading import assemble
from trailbook.risk.indicators.csv_text import read_observations
from trailbook.sources.index import HubIndexError, index_text, problems_against, read_index
from trailbook.sources.shard import LedgerHead, ReviewNote, Shard, ShardError, read_shard, shard_text, statement_of
from trailbook.text.problem import Problem
from trailbook.text.unseen import printable
from trailbook.trail.git.commits import Commit, Person
from trailbook.trail.git.pull_requests import pull_request
from trailbook.trail.proofs.envelope import IN_TOTO, envelope_json
from trailbook.trail.reasons.messages import read_message
from trailbook.trail.requests.statement import Fetched, StatementError, as_kept, read_statement, statement_file

SLOWEST = 10.0
"""How many seconds one file may take, also where other programs share the processor."""

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SHARD: dict[str, Any] = {
    "name": "Payments",
    "commit": "a" * 40,
    "landed": datetime(2026, 1, 1, tzinfo=UTC),
    "audience": "internal",
    "address": "https://forge.example.org/org/payments",
    "prefix": "",
    "docs": "content",
    "lineage": ("a" * 16,),
    "ledger": LedgerHead("1.0.0", "b" * 64),
    "evidence": "",
    "problems": 0,
    "files": {"content/policies/a.md": "---\nid: POL-A\nkind: policy\nowner: us\n---\n# A\n"},
    "links": (("POL-A", "mentions", "POL-B.C1"),),
    "elsewhere": (),
    "trails": (),
    "reviews": {"POL-A": (ReviewNote("a" * 40, NOW, NOW, Person("Ada", "ada@example.org"), "periodic", 1),)},
}
"""The fields of a small shard."""

IMPORTS = REPOSITORY / "tests" / "interchange" / "files"
TENANTS = REPOSITORY / "tests" / "interchange" / "tenants" / "files"

TOKENS = [
    *"\n\r\t\0\x1b\"'`<>[]{}()&|*_#-:,;=!%@\\/?~ 0",
    *("---\n", "```", "<!--", "-->", "]]>", "${{", "{%", "&a ", "*a", "<<: ", "!!python/object:x ", "? ", "| ", ">-"),
    *("\ufeff", "\u2028", "\u202e", "\u200b", "\ud7ff", "é", "\U0001f600", "'''", '"""', "=cmd", "+1", "@a", "-1"),
    *("null", "true", "NaN", "1e999", "-0", "2026-02-30", "9999-12-31", "0001-01-01", "99999999999999999999"),
    *("id: ", "kind: ", "POL-A.C1", "TM-A.T1", "../", "..\\", "file:///", "javascript:", "https://", "data:"),
    *("Reviewed-by: A <a@example.org>", "Rationale: ", "Signed-off-by: ", 'Revert "', "Merge pull request #1 from a/b"),
]
"""What means something to one reader or another."""


@dataclass(frozen=True)
class Target:
    """Files of a kind, and what reads one. ``seeds`` gives their names and bytes."""

    name: str
    seeds: Callable[[], Mapping[str, bytes]]
    read: Callable[[str, bytes], Iterable[str]]

    @property
    def spoilt(self) -> st.SearchStrategy[tuple[str, bytes]]:
        """A file with its name, spoilt."""
        return _spoilt(self.seeds())

    def check(self, file: tuple[str, bytes]) -> float:
        """Read a file. Returns the seconds that it took; raises what is wrong."""
        begun = perf_counter()
        said = list(self.read(*file))
        took = perf_counter() - begun
        assert all(line.isprintable() for line in said), said
        assert took < SLOWEST, f"{took:.1f} s"
        return took


@st.composite
def _spoilt(draw: st.DrawFn, seeds: Mapping[str, bytes]) -> tuple[str, bytes]:
    name = draw(st.sampled_from(sorted(seeds)))
    data = seeds[name]
    for _ in range(draw(st.integers(1, 8))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from((0, 0, 1, 4, 40, 400))))
        match draw(st.sampled_from(("put", "put", "cut", "twice", "move", "bytes", "often"))):
            case "put":
                middle = draw(st.sampled_from(TOKENS)).encode()
            case "cut":
                middle = b""
            case "twice":
                middle = data[start:end] * 2
            case "move":
                other = draw(st.integers(0, len(data)))
                middle = data[other : other + draw(st.integers(0, 200))]
            case "bytes":
                middle = draw(st.binary(max_size=8))
            case _:
                middle = draw(st.sampled_from(TOKENS)).encode() * draw(st.sampled_from((50, 2_000)))
        data = data[:start] + middle + data[end:]
    return name, data


def _files(*folders: Path) -> dict[str, bytes]:
    found = (file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file())
    return {file.relative_to(REPOSITORY).as_posix(): file.read_bytes() for file in found}


@cache
def _records() -> Mapping[str, bytes]:
    shipped = _files(REPOSITORY / "content", REPOSITORY / "threat-models", REPOSITORY / "postmortems", STARTER)
    return {name: data for name, data in shipped.items() if name.endswith((".md", ".yaml")) and len(data) < 20_000}


def _read_record(name: str, data: bytes) -> Iterable[str]:
    return _words(assemble({f"content/{Path(name).name}": data}).problems)


def _words(problems: Iterable[Problem]) -> Iterable[str]:
    return [part for problem in problems for part in (str(problem), problem.advice)]


AUTHOR = Person("Ada", "ada@example.org")
MESSAGES = (
    "Close the shares\n\nGuests read them.\n\nRationale: So.\nReviewed-by: Bo <bo@example.org>\nRefs: POL-A.C1\n",
    "Merge pull request #12 from org/topic\n\nClose the shares (#11)\n\n* first\n\nCo-authored-by: B <b@e.org>\n",
    "Merge branch 'topic' into 'main'\n\nClose the shares\n\nSee merge request group/project!7\n",
    'Revert "Close the shares"\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.\n\nIt broke.\n',
    "fix(shares)!: close (cherry picked from commit 0123456)\n\n```\nRationale: no\n```\n<!-- why -->\n- [x] done\n",
)


def _messages() -> Mapping[str, bytes]:
    return {f"{number}.txt": text.encode() for number, text in enumerate(MESSAGES)}


def _read_message(_name: str, data: bytes) -> Iterable[str]:
    text = data.decode("utf-8", "replace")
    read_message(text)
    read_message_text(text, "#")
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    pull_request(Commit("a" * 40, ("b" * 40, "c" * 40), AUTHOR, moment, AUTHOR, moment, text, ()))
    return [found.description for found in find_credentials(text)]


def _read_import(name: str, data: bytes) -> Iterable[str]:
    source, problems = read_source(name, data)
    if source is None:
        return _words(problems)
    found = import_model(source, "threat-models/a.yaml")
    return [*report_lines(found, source.form.title, "a", "b", "new"), *_words((*found.problems, *found.faults))]


def _read_report(name: str, data: bytes) -> Iterable[str]:
    """A report about a tenant: what comes of it is a snapshot that can be read, if anything does."""
    said: list[str] = []
    for report in read_reports(of_mapping({name: data})):
        for file, text in report.snapshots.items():
            assert not read_snapshot(f"configurations/tenant/{file}", text.encode())[1]
        said += [*_words(report.problems), *omission_lines(report.omissions)]
    return said


@cache
def _archives() -> Mapping[str, bytes]:
    with TemporaryDirectory(prefix="trailbook-") as folder:
        return {"x.zip": evidence(history(Path(folder, "repo")), Path(folder, "x.zip"))}


def _read_archive(_name: str, data: bytes) -> Iterable[str]:
    found = verify(data)
    assert found.faults or data in _archives().values(), "an altered archive was accepted"
    return _said(found)


@cache
def _members() -> Mapping[str, bytes]:
    files = unpack(_archives()["x.zip"])
    return {name: data for name, data in files.items() if name != MANIFEST and len(data) < 50_000}


def _read_member(name: str, data: bytes) -> Iterable[str]:
    """An archive with one file replaced, and the list of its hashes made anew."""
    files = {**unpack(_archives()["x.zip"]), name: data}
    files[MANIFEST] = manifest_of({other: held for other, held in files.items() if other != MANIFEST})
    return _said(verify(pack(files)))


def _said(found: Verdict) -> Iterable[str]:
    return [printable(text) for text in (*found.faults, *found.unproven)]


def _observations() -> Mapping[str, bytes]:
    return _files(STARTER / "observations", REPOSITORY / "content" / "observations", REPOSITORY / "observations") | {
        "quoted.csv": b'date,value,note\n2026-01-31,"1.5","a ""b"", c"\n2026-02-28,-3,\n'
    }


def _snapshots() -> Mapping[str, bytes]:
    return _files(REPOSITORY / "configurations", STARTER / "configurations")


def _read_snapshot(name: str, data: bytes) -> Iterable[str]:
    snapshot, problems = read_snapshot(name, data)
    assert (snapshot is None) == bool(problems)
    return [*_words(problems), *map(json.dumps, masked_lines(snapshot) if snapshot else ())]


def _requests() -> Mapping[str, bytes]:
    samples = {"github": [GITHUB], "gitlab": GITLAB, "gitea": [GITEA, GITEA_REVIEW], "gerrit": GERRIT}
    return {f"{name}.json": json.dumps(value).encode() for name, value in samples.items()}


def _read_requests(name: str, data: bytes) -> Iterable[str]:
    """Files with requests: what can be kept of one is a statement that can be read."""
    with TemporaryDirectory(prefix="trailbook-") as folder:
        file = Path(folder, name)
        file.write_bytes(data)
        said = []
        try:
            for export in read_exports([file], ForgeProject("gitea", "review.example.org", "any")):
                for one in export.found():
                    if isinstance(one, UnreadableError):
                        said.append(str(one))
                    else:
                        fetched = Fetched(at=datetime(2026, 1, 1, tzinfo=UTC), raw=one.raw, source="test")
                        assert read_statement(statement_file(one.request, fetched)).request == as_kept(one.request)
        except ExportError as error:
            said.append(str(error))
        return said


def _statements() -> Mapping[str, bytes]:
    files = {}
    for name, data in _requests().items():
        with TemporaryDirectory(prefix="trailbook-") as folder:
            file = Path(folder, name)
            file.write_bytes(data)
            (export,) = read_exports([file], ForgeProject("gitea", "review.example.org", "any"))
            for one in export.found():
                assert not isinstance(one, UnreadableError)
                fetched = Fetched(at=datetime(2026, 1, 1, tzinfo=UTC), raw=one.raw, source="test")
                files[name] = statement_file(one.request, fetched)
    return files


def _read_a_statement(_name: str, data: bytes) -> Iterable[str]:
    try:
        read_statement(data)
    except StatementError as error:
        return [str(error)]
    return []


def _shards() -> Mapping[str, bytes]:
    """A shard as it is written, and its statement in an envelope of its own, which a stranger may spoil as JSON."""
    text, _ = shard_text(Shard(**SHARD))
    return {"whole.json": text.encode(), "statement": statement_of(Shard(**SHARD))}


def _read_a_shard(name: str, data: bytes) -> Iterable[str]:
    try:
        read_shard(data if name == "whole.json" else envelope_json(IN_TOTO, data, None).encode())
    except ShardError as error:
        return [str(error)]
    return []


def _indexes() -> Mapping[str, bytes]:
    known = {"risk": {"appetite": "medium", "cuts": [2, 5, 10]}}
    text = index_text(
        assemble({"content/a.md": SHARD["files"]["content/policies/a.md"].encode()}), "Hub", "", None, known
    )
    return {"hub.json": text.encode()}


def _read_an_index(_name: str, data: bytes) -> Iterable[str]:
    try:
        found = read_index(data)
    except HubIndexError as error:
        return [str(error)]
    return _words(list(problems_against(found, assemble({}), {"risk": {}}, "mkdocs.yml", "")))


TARGETS = {
    target.name: target
    for target in (
        Target("records", _records, _read_record),
        Target("messages", _messages, _read_message),
        Target("importers", lambda: _files(IMPORTS), _read_import),
        Target("reports", lambda: _files(TENANTS), _read_report),
        Target("archives", _archives, _read_archive),
        Target("members of archives", _members, _read_member),
        Target("observations", _observations, lambda name, data: _words(read_observations(name, data)[1])),
        Target("snapshots", _snapshots, _read_snapshot),
        Target("requests", _requests, _read_requests),
        Target("statements", _statements, _read_a_statement),
        Target("shards", _shards, _read_a_shard),
        Target("indexes of hubs", _indexes, _read_an_index),
    )
}
