"""The edge to git: opening a repository, streaming its history, reading its blobs.

One ``git log`` reads all commits and one ``git cat-file`` all blobs. What the user's configuration could
change in the output is overridden, replacements and grafts are ignored: the trail tells what was committed.
"""

import os
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import git

from trailbook.text.errors import TrailbookError
from trailbook.trail.git.blobs import Blobs, reading
from trailbook.trail.git.branches import Branches, read_branches
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.log import OPTIONS, read_log
from trailbook.trail.git.mainline import brought_by
from trailbook.trail.git.openpgp import issuer_of
from trailbook.trail.git.redaction import without_credentials
from trailbook.trail.git.signatures import (
    ALLOWED_SIGNERS,
    CARRIED,
    FORMAT,
    Signature,
    carried,
    read_signatures,
    signature_in,
)
from trailbook.trail.git.tag_signatures import FORMAT as TAG_FORMAT
from trailbook.trail.git.tag_signatures import Tag, TagSignature, read_tags, state_of

ENVIRONMENT = {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_GRAFT_FILE": os.devnull, "LC_ALL": "C"}
"""What git is run with, so that it tells what was committed."""
_CONFIGURATION = ("log.showSignature=false", "diff.renameLimit=2000", "advice.graftFileDeprecated=false")


class HistoryError(TrailbookError):
    """The history can't be read, or not all of it is there. The message says how to mend that."""


class NoHistoryError(HistoryError):
    """There is no history yet: no repository, or none with a commit."""


def logged(repo: git.Repo, *arguments: str) -> Iterator[Commit]:
    """The commits that ``git log`` gives with the fields of ``git_log``. Raises ``HistoryError`` where it fails."""
    settings = [part for setting in _CONFIGURATION for part in ("-c", setting)]
    process = repo.git.execute(["git", *settings, "log", *arguments], as_process=True)
    with closing(process.stdout):
        yield from read_log(process.stdout)
    try:
        process.wait()
    except git.GitCommandError as error:
        raise HistoryError(f"git could not read the history: {str(error.stderr).strip()[:300]}") from error


@dataclass(frozen=True)
class History:
    """All commits that can be reached from one, newest first, by id."""

    head: str
    commits: Mapping[str, Commit]

    @cached_property
    def merges(self) -> Mapping[str, str]:
        """For each commit that a merge brought to the main line, that merge."""
        return brought_by(self.commits, self.head)

    @cached_property
    def branches(self) -> Branches:
        """By which merges each commit came to the main line, and which of them is agreement with it."""
        return read_branches(self.commits, self.head)


class Repository:
    """A git repository on disk. ``prefix`` is the folder of the knowledge base inside it, ending in a slash."""

    def __init__(self, root: Path) -> None:
        """Open the repository that holds ``root``.

        Raises ``NoHistoryError`` where there is none, and ``HistoryError`` where only a part of it is there.
        """
        try:
            self._repo = git.Repo(root, search_parent_directories=True)
        except (git.InvalidGitRepositoryError, git.NoSuchPathError) as error:
            raise NoHistoryError("no git repository is here; run 'git init' and commit the records") from error
        self._repo.git.update_environment(**ENVIRONMENT)
        self._top = Path(self._repo.working_tree_dir or self._repo.git_dir).resolve()
        self.root = root.resolve()
        inside = root.resolve().relative_to(self._top).as_posix()
        self.prefix = "" if inside == "." else f"{inside}/"
        self._histories: dict[str, History] = {}
        self._refuse_partial()

    @property
    def top(self) -> Path:
        """The top folder of the repository."""
        return self._top

    def has_commits(self) -> bool:
        """Whether anything is committed."""
        return bool(self._ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}"))

    def _refuse_partial(self) -> None:
        if self._ask("rev-parse", "--is-shallow-repository") == "true":
            raise HistoryError(
                "this clone is shallow, so most of the trail is missing; run 'git fetch --unshallow', "
                "or set 'fetch-depth: 0' where a workflow checks out the repository"
            )
        promised = self._ask("config", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$")
        if promised:
            raise HistoryError(
                "this clone is partial, so old revisions would be fetched one by one; clone again without '--filter'"
            )

    def _ask(self, command: str, *arguments: str) -> str:
        """The output of a short git command, empty where git says no."""
        try:
            return str(getattr(self._repo.git, command.replace("-", "_"))(*arguments)).strip()
        except git.GitCommandError:
            return ""

    def commit_id(self, revision: str = "HEAD") -> str:
        """The full id of the commit that a revision names. Raises ``HistoryError`` for one that does not exist."""
        id = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if not id:
            if revision == "HEAD":
                raise NoHistoryError("nothing is committed yet; a trail begins with the first commit")
            raise HistoryError(f"there is no revision {revision!r}")
        return id

    def history(self, revision: str = "HEAD") -> History:
        """All commits up to a revision, read once, their messages without credentials.

        Raises ``HistoryError`` for a revision that does not exist.
        """
        head = self.commit_id(revision)
        if head not in self._histories:
            commits = without_credentials(self.as_committed(head))
            self._histories[head] = History(head, {commit.id: commit for commit in commits})
        return self._histories[head]

    def as_committed(self, revision: str = "HEAD") -> Iterator[Commit]:
        """All commits up to a revision, newest first, their messages as they are. Raises ``HistoryError``."""
        return logged(self._repo, *OPTIONS, self.commit_id(revision))

    @contextmanager
    def blob_reader(self, largest: int) -> Iterator[Blobs]:
        """What gives a blob by id: None for one that is missing or has more than ``largest`` bytes."""
        with reading(self._repo, largest) as blobs:
            yield blobs

    def signatures(self, ids: Collection[str], stated: Mapping[str, str] | None = None) -> dict[str, Signature]:
        """The state of each signed commit's signature; ``stated`` is what ``stated_signatures`` gave.

        Git starts a program for each that it is asked about. What it can't check for lack of the key is the same
        for all signatures of that key, so of these it is asked about one.
        """
        if (known := carried(Path(self._repo.common_dir) / CARRIED)) is not None:
            return {id: known[id] for id in ids if id in known}
        if stated is None:
            stated = self.stated_signatures(ids)
        by_issuer: dict[str, list[str]] = {}
        for id, stated_signature in stated.items():
            by_issuer.setdefault(issuer_of(stated_signature) or id, []).append(id)
        found = self._checked(group[0] for group in by_issuer.values())
        more: list[str] = []
        for first, *others in by_issuer.values():
            if found[first].is_unchecked:
                found.update(dict.fromkeys(others, found[first]))
            else:
                more += others
        return {**found, **self._checked(more)}

    def stated_signatures(self, ids: Iterable[str]) -> dict[str, str]:
        """The signatures as they stand in the commits that have one, by commit."""
        with self.blob_reader(sys.maxsize) as read:
            found = ((id, signature_in(commit)) for id, commit in read.each(ids) if commit)
            return {id: signature for id, signature in found if signature}

    def _checked(self, ids: Iterable[str]) -> dict[str, Signature]:
        command = ["git", *self._signers(), "log", "--no-walk=unsorted", "--stdin", f"--format={FORMAT}"]
        process = self._repo.git.execute(command, as_process=True, istream=-1)
        output, _ = process.communicate("".join(f"{id}\n" for id in ids).encode())
        return read_signatures(output.decode("utf-8", "replace").split("\n"))

    def _signers(self) -> list[str]:
        """What tells git whose SSH keys are known."""
        signers = self._top / ALLOWED_SIGNERS
        return ["-c", f"gpg.ssh.allowedSignersFile={signers}"] if signers.is_file() else []

    def tags(self) -> tuple[Tag, ...]:
        """All tags, by name."""
        return tuple(read_tags(self._ask("for-each-ref", f"--format={TAG_FORMAT}", "refs/tags")))

    def tagged_commits(self) -> dict[str, str]:
        """The ids of the commits that tags name, by the name of the tag, in the order of the names."""
        form = "%(refname:strip=2)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)"
        lines = (line.split("\0") for line in self._ask("for-each-ref", f"--format={form}", "refs/tags").splitlines())
        return {tag: peeled or id for tag, kind, id, peeled_kind, peeled in lines if "commit" in (kind, peeled_kind)}

    def tag_signature(self, tag: Tag) -> TagSignature:
        """The state of a tag's signature. Git starts a program for each that is signed."""
        if not tag.is_signed:
            return "none"
        command = ["git", *self._signers(), "verify-tag", "--raw", tag.ref]
        status, output, told = self._repo.git.execute(command, with_extended_output=True, with_exceptions=False)
        return state_of(status, (str(output), str(told)))

    def edited(self) -> frozenset[str]:
        """The files below the knowledge base that are committed and differ from that, relative to it."""
        below = [f"--relative={self.prefix}"] if self.prefix else []
        command = ["git", "diff", "--name-only", "--no-renames", "--no-ext-diff", *below, "-z", "HEAD"]
        output = self._repo.git.execute(command, stdout_as_string=False, strip_newline_in_stdout=False)
        return frozenset(path.decode("utf-8", "replace") for path in output.split(b"\0") if path)

    @property
    def cache_file(self) -> Path:
        """Where what is derived from this repository's blobs is kept: beside them, outside the work tree."""
        return Path(self._repo.common_dir) / "trailbook" / "trail.sqlite"

    def naming(self) -> tuple[str, ...] | None:
        """What git goes by when it tells who a commit is of: its own version, and the mailmap in the top folder.

        None where it is configured to read another mailmap, which is followed no further.
        """
        if self._ask("config", "--get-regexp", r"^mailmap\."):
            return None
        file = self._top / ".mailmap"
        text = file.read_bytes().decode("utf-8", "backslashreplace") if file.is_file() else ""
        return self._ask("version"), text

    def mailmap(self, contacts: Iterable[str]) -> dict[str, str]:
        """Each contact (``Name <mail>``) as ``.mailmap`` gives it."""
        asked = [contact for contact in contacts if re.fullmatch(r"[^<>\n]*<[^<>\n]+>", contact)]
        if not asked:
            return {}
        process = self._repo.git.execute(["git", "check-mailmap", "--stdin"], as_process=True, istream=-1)
        text = "".join(f"{contact}\n" for contact in asked)
        output, _ = process.communicate(text.encode())
        return dict(zip(asked, output.decode("utf-8", "replace").split("\n"), strict=False))
