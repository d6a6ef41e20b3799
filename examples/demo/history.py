"""Makes the repository of the demo: the same commits on every machine, from the records and the story beside this file.

``story/`` holds the steps, a file a month, ``records/`` the files as they are when they first come in, and
``people.yaml`` who acts. A step is a commit, a request (squashed, or merged with commits of its own) or a release.
Git-fast-import(1) writes a month at once, which takes less time than starting git for each commit.
"""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha1, sha256
from pathlib import Path
from typing import Any

import yaml

from trailbook.trail.git.command import open_work_tree
from trailbook.trail.requests.branch import COMPLETE, EvidenceBranch, RequestName, append, evidence_branch
from trailbook.trail.requests.statement import Account, Fetched, Request, RequestReview, statement_file

HERE = Path(__file__).parent
HOST, PROJECT = "git.example.org", "waterworks/records"
MAIN, BRANCH = "refs/heads/main", "refs/demo/branch"
DOTTED = ("gitignore", "mailmap")
"""Files that git would read if they had a dot in this repository."""
ALONE = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_TERMINAL_PROMPT": "0", "TZ": "UTC"}
"""What keeps git from the settings of whoever runs this."""


@dataclass(frozen=True)
class Person:
    """Somebody of the story: a role for a name, an address, and an account of the forge."""

    name: str
    email: str
    account: str
    robot: bool = False

    def environment(self, at: datetime) -> dict[str, str]:
        """What makes git take somebody for the author at some time."""
        when = f"{int(at.timestamp())} +0000"
        return {
            f"GIT_{part}_{what}": value
            for part in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", self.name), ("EMAIL", self.email), ("DATE", when))
        }


FORGE = Person("Forge", "noreply@git.example.org", "")
ROBOT = Person("Evidence bot", "evidence-bot@example.org", "evidence-bot", robot=True)


@dataclass(frozen=True)
class Planned:
    """A commit to be. Without a ``parent`` it follows the newest one of the main line."""

    message: str
    author: Person
    at: datetime
    changes: Mapping[str, bytes | None]
    by_forge: bool = False
    parent: str = ""
    merged: str = ""
    ref: str = MAIN


@dataclass
class Import:
    """Commits for git-fast-import, and the files as the newest of them has them."""

    head: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    stream: list[bytes] = field(default_factory=list)
    marks: int = 0

    def add(self, commit: Planned) -> str:
        """Add a commit and return its mark."""
        self.marks += 1
        when, text = f"{int(commit.at.timestamp())} +0000", commit.message.encode()
        committer = FORGE if commit.by_forge else commit.author
        lines = [
            f"commit {commit.ref}\nmark :{self.marks}\n",
            f"author {commit.author.name} <{commit.author.email}> {when}\n",
            f"committer {committer.name} <{committer.email}> {when}\ndata {len(text)}\n{commit.message}\n",
        ]
        for word, value in (("from", commit.parent or self.head), ("merge", commit.merged)):
            lines += [f"{word} {value}\n"] if value else []
        self.stream += [line.encode() for line in lines]
        for path, content in commit.changes.items():
            if content is None:
                self.stream.append(f"D {path}\n".encode())
            else:
                self.stream.append(f"M 100644 inline {path}\ndata {len(content)}\n".encode() + content + b"\n")
        if commit.ref == MAIN:
            self.head = f":{self.marks}"
        return f":{self.marks}"


def moment(text: str) -> datetime:
    """A time of the story, which is in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def environment_alone() -> dict[str, str]:
    """The environment without git's variables, and without another day than that of the newest commit."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "SOURCE_DATE_EPOCH"))}
    return kept | ALONE


class Demo:
    """The repository in the making. Raises ``ValueError`` where a step does not fit the files."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.people = {key: Person(**stated) for key, stated in _read(HERE / "people.yaml").items()}
        self.import_ = Import()
        self.named: dict[str, str] = {}
        self.requests: list[tuple[str, dict[str, Any], datetime]] = []
        self.observed = date(2026, 1, 30)

    def make(self) -> str:
        """Write everything and return the id of the newest commit."""
        self.root.mkdir(parents=True)
        self._git("init", "--quiet", "--template=", "--object-format=sha1", "--initial-branch=main")
        self._git("config", "core.autocrlf", "false")
        for month in sorted((HERE / "story").glob("*.yaml")):
            for step in (steps := _read(month)):
                self._take(step)
            self._write()
            self._keep_requests(moment(steps[-1]["at"]) + timedelta(hours=1))
        return self._git("rev-parse", "HEAD")

    def _take(self, step: dict[str, Any]) -> None:
        at = moment(step["at"])
        if version := step.get("release"):
            self._release(version, step, at)
            return
        author, request = self.people[step["by"]], step.get("request")
        if not request:
            mark = self.import_.add(Planned(self._text(step["says"]), author, at, self.changes(step)))
        elif commits := request.get("commits"):
            mark = self._merge(step, request, commits, at)
        else:
            said = self._text(step.get("says", ""))
            message = f"{request['title']} (#{request['number']})\n" + (f"\n{said}" if said else "")
            mark = self.import_.add(Planned(message, author, at, self.changes(step), by_forge=True))
        if request:
            self.requests.append((mark, step, at))
        if name := step.get("name"):
            self.named[name] = mark

    def _merge(self, step: dict[str, Any], request: dict[str, Any], commits: list[dict[str, Any]], at: datetime) -> str:
        """A request with commits of its own; what they change, the merge takes over."""
        tip, taken = self.import_.head, dict[str, bytes | None]()
        author, merger = self.people[step["by"]], self.people[request["merged_by"]]
        for one in commits:
            when = moment(one["at"])
            taken |= (changes := self.changes(one))
            tip = self.import_.add(Planned(self._text(one["says"]), author, when, changes, parent=tip, ref=BRANCH))
            request.setdefault("tips", []).append(tip)
        title = f"Merge pull request #{request['number']} from {author.account}/{request['branch']}"
        message = f"{title}\n\n{request['title']}\n" + (
            f"\n{said}" if (said := self._text(step.get("says", ""))) else ""
        )
        return self.import_.add(Planned(message, merger, at, taken, by_forge=True, merged=tip))

    def changes(self, step: dict[str, Any]) -> dict[str, bytes | None]:
        """What a step does to files, which are as it leaves them afterwards."""
        files, changed = self.import_.files, dict[str, bytes | None]()
        for path in step.get("add", ()):
            changed[f".{path}" if path in DOTTED else path] = (HERE / "records" / path).read_bytes()
        for target, edits in step.get("edit", {}).items():
            path, _, item = target.partition("#")
            text = (changed.get(path) or files[path]).decode()
            for before, after in edits:
                text = _edited(text, item, before, after, f"{step['at']}: {target}")
            changed[path] = text.encode()
        for before, after in step.get("move", {}).items():
            changed[after], changed[before] = changed.get(before) or files[before], None
        for path in step.get("remove", ()):
            changed[path] = None
        if values := step.get("observe"):
            changed |= self._observations(values)
        for path, content in changed.items():
            if content is None:
                files.pop(path, None)
            else:
                files[path] = content
        return changed

    def _observations(self, values: dict[str, list[Any]]) -> dict[str, bytes | None]:
        """The lines of the next Fridays. A value may have a note: ``[7, two of them are ours]``."""
        changed = dict[str, bytes | None]()
        weeks = max(map(len, values.values()))
        for indicator, numbers in values.items():
            path = f"observations/{indicator}.csv"
            text = self.import_.files.get(path, b"date,value,note\n").decode()
            for week, stated in enumerate(numbers, 1):
                value, note = stated if isinstance(stated, list) else (stated, "")
                text += f"{self.observed + timedelta(weeks=week)},{value},{note}\n"
            changed[path] = text.encode()
        self.observed += timedelta(weeks=weeks)
        return changed

    def _text(self, said: str) -> str:
        """A message, with the ids of earlier commits in the place of their names in braces."""
        return re.sub(r"\{(\w+)\}", lambda match: self.named[match[1]], said)

    def _write(self) -> None:
        """Have git write what was gathered, and check it out."""
        if self.import_.stream:
            marks = self.root / ".git/demo-marks"
            stream = b"".join([*self.import_.stream, b"done\n"])
            self._git("fast-import", "--quiet", "--done", "--force", f"--export-marks={marks}", feed=stream)
            known = dict(line.split() for line in marks.read_text().splitlines())
            marks.unlink()
            self._git("update-ref", "-d", BRANCH)
            self._git("reset", "--quiet", "--hard", MAIN)
            self.named = {name: known.get(id, id) for name, id in self.named.items()}
            for _, step, _ in self.requests:
                tips = step["request"].get("tips", [])
                step["request"]["tips"] = [known.get(tip, tip) for tip in tips]
            self.requests = [(known.get(id, id), step, at) for id, step, at in self.requests]
            head = known[self.import_.head]
            self.import_ = Import(head, self.import_.files)

    def _release(self, version: str, step: dict[str, Any], at: datetime) -> None:
        self._write()
        program = "from trailbook.cli import main; main()"
        command = [sys.executable, "-c", program, "release", version, "--message", step["says"], "--today", f"{at:%F}"]
        environment = {**environment_alone(), **self.people[step["by"]].environment(at)}
        done = subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ValueError(f"release {version} was refused:\n{done.stdout}{done.stderr}")
        self.import_ = Import(self._git("rev-parse", "HEAD"), self.import_.files)

    def _keep_requests(self, at: datetime) -> None:
        """Keep what the forge said of the month's requests, as ``trailbook evidence fetch`` would."""
        git = open_work_tree(self.root).git.using(**ALONE, **ROBOT.environment(at))
        branch = EvidenceBranch(git, evidence_branch(git).head)
        files = []
        for landed, step, merged in self.requests:
            request = self._request(landed, step, merged)
            raw = sha256(request.model_dump_json().encode()).hexdigest()
            content = statement_file(request, Fetched(at=at, raw=raw, source="the demo's script"))
            files.append((f"{RequestName.of(request).folder}/0001-{landed}.json", content))
        if files:
            complete = f"{COMPLETE}: {HOST}/{PROJECT} {at:%Y-%m-%dT%H:%M:%SZ}"
            append(branch, files, f"Keep the requests of {at:%Y-%m}\n\n{complete}\n")
        self.requests = []

    def _request(self, landed: str, step: dict[str, Any], merged: datetime) -> Request:
        stated = step["request"]
        number = stated["number"]
        tips = stated.get("tips") or [_invented_commit(number, "earlier"), _invented_commit(number, "head")]
        merger = self.people[stated.get("merged_by", step["by"])]
        return Request(
            kind="gitea",
            host=HOST,
            project=PROJECT,
            number=number,
            address=f"https://{HOST}/{PROJECT}/pulls/{number}",
            title=stated["title"],
            description=stated.get("text", "").strip(),
            tells_edits=True,
            author=self._account(step["by"]),
            merged_by=Account(name=merger.account),
            merged=merged,
            landed=landed,
            target="main",
            head=tips[-1],
            reviews=tuple(self._review(one, tips) for one in stated.get("reviews", ())),
            comments=stated.get("comments", 0),
            updated=merged,
        )

    def _review(self, stated: dict[str, Any], tips: list[str]) -> RequestReview:
        commit = tips[0] if stated.get("of") == "earlier" else tips[-1]
        state = stated.get("state", "approved")
        account, outside = self._account(stated["by"]), stated.get("outside", False)
        return RequestReview(account=account, state=state, at=moment(stated["at"]), commit=commit, outside=outside)

    def _account(self, key: str) -> Account:
        return Account(name=self.people[key].account, robot=self.people[key].robot)

    def _git(self, *arguments: str, feed: bytes | None = None) -> str:
        command, environment = ["git", *arguments], environment_alone()
        done = subprocess.run(command, cwd=self.root, env=environment, input=feed, capture_output=True, check=False)
        if done.returncode:
            raise ValueError(f"git {arguments[0]}: {done.stderr.decode(errors='replace')}")
        return done.stdout.decode().strip()


def _edited(text: str, item: str, before: str, after: str, where: str) -> str:
    """A text with one place changed; with an ``item``, a place in the lines that declare it."""
    start, end = _block(text, item, where) if item else (0, len(text))
    part = text[start:end]
    if part.count(before) != 1:
        raise ValueError(f"{where}: {before!r} is there {part.count(before)} times, expected once")
    return text[:start] + part.replace(before, after) + text[end:]


def _block(text: str, item: str, where: str) -> tuple[int, int]:
    """Where the lines that declare an item begin and end."""
    if not (begin := re.search(rf"^( *)- id: {re.escape(item)}\n", text, re.MULTILINE)):
        raise ValueError(f"{where}: no item {item}")
    indent = len(begin[1])
    end = re.compile(rf"^ {{0,{indent}}}\S", re.MULTILINE).search(text, begin.end())
    return begin.start(), end.start() if end else len(text)


def _invented_commit(number: int, which: str) -> str:
    """The id of a commit that the forge would have had before it squashed."""
    return sha1(f"{number} {which}".encode(), usedforsecurity=False).hexdigest()


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)


def make(root: Path) -> str:
    """Make the repository in a folder that is not there yet, and return the id of its newest commit."""
    return Demo(root).make()
