"""Git as this package runs it: one environment, one way to start it, one kind of error.

What is read is what was committed: replacements, grafts and the commit graph beside the objects, which may name other
parents than the commits do, are ignored, and no setting of the user, of the repository or of a hook that is running
changes the output. Git fetches nothing, asks nothing, takes no optional lock, and starts neither hooks nor a file
monitor; of other programs it starts those that its user names, and none that the repository does (``programs.py``).
"""

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, NamedTuple, cast

import git

from trailbook.text.errors import InputError
from trailbook.text.unseen import printable
from trailbook.trail.git.programs import as_environment, git_program, own_settings, setting_names

_ENVIRONMENT = {
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_EDITOR": ":",
    "GIT_SEQUENCE_EDITOR": ":",
    "GIT_PAGER": "cat",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM": "1",
    "LC_ALL": "C",
}
_SETTINGS = (
    "core.commitGraph=false",
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "color.ui=false",
    "log.showSignature=false",
    "format.pretty=medium",
    "diff.renameLimit=2000",
    "i18n.commitEncoding=UTF-8",
    "advice.graftFileDeprecated=false",
    "submodule.recurse=false",
    "maintenance.auto=false",
    "gc.auto=0",
)
_OPTIONS = {
    "diff": ("--no-ext-diff", "--no-textconv", "--ignore-submodules=dirty"),
    "log": ("--no-ext-diff", "--no-textconv"),
    "show": ("--no-ext-diff", "--no-textconv"),
    "status": ("--ignore-submodules=dirty",),
}
"""Options of every command of a name. Whether a submodule is dirty is asked of a git with that one's settings."""

_OF_ANOTHER = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_PREFIX",
    "GIT_NAMESPACE",
    "GIT_EXTERNAL_DIFF",
    "GIT_CONFIG",
)
"""What a hook finds in its environment. The repository that is meant is the one around the folder, not the hook's."""

_OF_A_COMMIT = ("GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")
"""Where a commit that is being made keeps its parts."""


class HistoryError(InputError):
    """The history can't be read, or part of it is missing. The message says what to do."""


class NoHistoryError(HistoryError):
    """There is no history yet: no repository, or none with a commit."""


class GitError(HistoryError):
    """A git command failed. ``stderr`` is what it printed, ``status`` its exit code."""

    def __init__(self, command: str, status: int, stderr: bytes) -> None:
        self.status = status
        self.stderr = stderr.decode("utf-8", "replace").strip()
        said = " ".join(self.stderr.split())
        super().__init__(printable(f"git {command}: {said[-500:] or f'exit code {status}'}"))


class Pipes(NamedTuple):
    """The output of a running command, and its input."""

    source: BinaryIO
    sink: BinaryIO


@dataclass(frozen=True)
class Git:
    """Git in a folder. ``environment`` is set on top of the common one; None removes a variable."""

    folder: Path
    settings: tuple[str, ...] = ()
    environment: Mapping[str, str | None] = field(default_factory=dict)

    def using(self, *settings: str, **environment: str | None) -> "Git":
        """The same with more settings (``name=value``) and environment variables."""
        return replace(self, settings=(*self.settings, *settings), environment={**self.environment, **environment})

    def output(self, *command: str, feed: bytes = b"") -> bytes:
        """What a command prints. Raises ``GitError`` if it fails."""
        done = self._run(command, feed)
        if done.returncode:
            raise GitError(command[0], done.returncode, done.stderr)
        return done.stdout

    def text(self, *command: str, feed: bytes = b"") -> str:
        """What a command prints, as text without surrounding blanks. Raises ``GitError`` if it fails."""
        return self.output(*command, feed=feed).decode("utf-8", "replace").strip()

    def ask(self, *command: str) -> str:
        """What a command prints, as ``text`` has it; empty if it fails."""
        try:
            return self.text(*command)
        except GitError:
            return ""

    def says(self, *command: str) -> bool:
        """Whether a command succeeds."""
        return not self._run(command).returncode

    def verdict(self, *command: str) -> tuple[int, str, str]:
        """The exit code of a command, its output and its messages."""
        done = self._run(command)
        return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")

    def feed(self, parts: Iterable[bytes], *command: str) -> None:
        """Send any number of bytes to a command. Raises ``GitError`` if it fails."""
        with self.running(*command) as pipes, suppress(BrokenPipeError):  # when it fails early, its messages say why
            for part in parts:
                pipes.sink.write(part)

    @contextmanager
    def running(self, *command: str) -> Iterator[Pipes]:
        """A command that is read from and written to until the block ends. Raises ``GitError`` then, if it failed."""
        with TemporaryFile() as errors:
            with _found():
                process = subprocess.Popen(  # noqa: S603 - git with arguments of this package
                    self._command(command),
                    cwd=self.folder,
                    env=self._environment(),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                )
            pipes = Pipes(cast(BinaryIO, process.stdout), cast(BinaryIO, process.stdin))
            try:
                yield pipes
            except BaseException:
                process.kill()
                raise
            finally:
                with suppress(BrokenPipeError):
                    pipes.sink.close()
                pipes.source.close()
                status = process.wait()
            if status:
                errors.seek(0)
                raise GitError(command[0], status, errors.read())

    def _run(self, command: Iterable[str], feed: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        with _found():
            return subprocess.run(  # noqa: S603 - git with arguments of this package
                self._command(command),
                cwd=self.folder,
                env=self._environment(),
                input=feed,
                capture_output=True,
                check=False,
            )

    def _command(self, command: Iterable[str]) -> list[str]:
        settings = (part for setting in (*_SETTINGS, *self.settings) for part in ("-c", setting))
        name, *rest = command
        return [git_program(), *settings, name, *_OPTIONS.get(name, ()), *rest]

    def _environment(self) -> dict[str, str]:
        plain = self._plain_environment
        return {**plain, **as_environment(self._own_settings, plain)}

    @property
    def _plain_environment(self) -> dict[str, str]:
        changed = {**dict.fromkeys(_OF_ANOTHER), **_ENVIRONMENT, **self.environment}
        kept = {name: value for name, value in os.environ.items() if name not in changed}
        return kept | {name: value for name, value in changed.items() if value is not None}

    def has_setting(self, names: str) -> bool:
        """Whether anything is set whose whole name matches a pattern. Raises ``GitError``."""
        return any(re.fullmatch(names, name) for name in setting_names(self._listed_settings))

    @cached_property
    def _own_settings(self) -> dict[str, str]:
        """What replaces the programs that the repository names. Raises ``GitError``."""
        return own_settings(self._listed_settings)

    @cached_property
    def _listed_settings(self) -> bytes:
        """The settings that hold here. Reading them starts none of the programs they name. Raises ``GitError``."""
        done = subprocess.run(  # noqa: S603 - as in _run
            [git_program(), "config", "--list", "--show-scope", "-z"],
            cwd=self.folder,
            env=self._plain_environment,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise GitError("config", done.returncode, done.stderr)
        return done.stdout


@contextmanager
def _found() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise HistoryError("git can't be started; install it, and put it on the PATH") from error


def git_version() -> str:
    """The version of the git on the PATH, as it prints it; asked once. Raises ``HistoryError`` if there is none."""
    with _found():
        return _version_of(git_program())


@cache
def _version_of(program: str) -> str:
    done = subprocess.run([program, "version"], capture_output=True, check=False)  # noqa: S603 - as in _run
    if done.returncode:
        raise GitError("version", done.returncode, done.stderr)
    return done.stdout.decode("utf-8", "replace").strip()


def scratch_git(folder: Path) -> Git:
    """Git in a repository that this package makes for itself: nothing of a commit in progress reaches it."""
    return Git(folder, environment=dict.fromkeys(_OF_A_COMMIT))


@dataclass(frozen=True)
class WorkTree:
    """The repository around a folder. Paths are absolute.

    ``root`` is the folder, ``prefix`` its path below ``top``, ending in a slash, or empty if they are the same. In a
    bare repository, ``top`` is the git folder. ``common_dir`` is shared by all work trees of the repository.
    """

    git: Git
    root: Path
    top: Path
    prefix: str
    git_dir: Path
    common_dir: Path

    def commit_id(self, revision: str = "HEAD") -> str:
        """The full id of the commit that a revision names.

        Raises ``HistoryError`` if there is none, and ``NoHistoryError`` if nothing is committed.
        """
        asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if id := self.git.ask(*asked):
            return id
        if revision == "HEAD":
            raise NoHistoryError("nothing is committed yet; a trail begins with the first commit")
        other = {"main": "master", "master": "main"}.get(revision, "")
        if other and self.git.ask("rev-parse", "--verify", "--quiet", f"refs/heads/{other}"):
            raise HistoryError(f"there is no revision {revision!r} here; the main branch is called {other!r}")
        raise HistoryError(
            f"there is no revision {revision!r} here; bring it with 'git fetch', or set 'fetch-depth: 0' where a "
            "workflow checks out the repository"
        )


def _unreadable(said: str) -> HistoryError:
    """The error for a repository that git refuses, with what it said, which may be several lines with a remedy."""
    return HistoryError(printable(f"git could not read this repository: {' '.join(said.split())[:300]}"))


def open_work_tree(root: Path) -> WorkTree:
    """The repository around a folder.

    Raises ``NoHistoryError`` if there is none, and ``HistoryError`` if git refuses to read it.
    """
    nothing = NoHistoryError("no git repository is here; run 'git init' and commit the records")
    root = root.resolve()
    try:
        with git.Repo(root, search_parent_directories=True) as repo:
            git_dir, common_dir = Path(repo.git_dir).resolve(), Path(repo.common_dir).resolve()
    except (git.InvalidGitRepositoryError, git.NoSuchPathError) as error:
        raise nothing from error
    # GitPython would take the work tree from a hook's environment, so git itself is asked for it, without that.
    git_here = Git(root)
    try:
        status, output, errors = git_here.verdict("rev-parse", "--path-format=absolute", "--git-dir", "--show-toplevel")
    except GitError as error:
        raise _unreadable(error.stderr) from error
    places = output.splitlines()
    if status and not places:
        raise _unreadable(errors or f"exit code {status}")
    top = Path(places[1]).resolve() if len(places) > 1 else git_dir
    inside = _inside(root, top)
    if inside is None:
        raise HistoryError(printable(f"this repository says that its files are in {top}, which is elsewhere"))
    git_there = git_here if top == root else Git(top)
    return WorkTree(git_there, root, top, "" if inside == "." else f"{inside}/", git_dir, common_dir)


def _inside(root: Path, top: Path) -> str | None:
    """The path of a folder below another, which may be written in other letters where the disk takes them for equal."""
    for above in (root, *root.parents):
        with suppress(OSError):
            if above == top or above.samefile(top):
                return root.relative_to(above).as_posix()
    return None
