"""Builds for an audience, searched byte by byte for what was hidden."""

import base64
import gzip
import html
import io
import re
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from unittest.mock import patch
from urllib.parse import unquote
from zipfile import ZipFile

import click
import pytest
from click.testing import CliRunner
from tests.audiences.canaries import CANARY, Canaries
from tests.audiences.hidden_material import folder_of, hide_in_everything
from tests.quick_builds import quick_builds
from tests.repositories import Repo

from trailbook.audiences.audience import Audience
from trailbook.audiences.copying import Copy, CopySource, write_copy
from trailbook.cli import main
from trailbook.records.kinds import KINDS
from trailbook.site.files.pagefind_index import FOLDER
from trailbook.site.mkdocs.build import BuildRequest, build_site
from trailbook.trail.git.kept import lend

BASE64 = re.compile(rb"[A-Za-z0-9+/]{24,}={0,2}")


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Canaries]:
    root = tmp_path_factory.mktemp("canaries") / "base"
    return root, hide_in_everything(root)


def found_in(folder: Path) -> dict[str, str]:
    """Every canary in the names and the bytes of a folder's files, unpacked where they are packed, with its file."""
    found: dict[str, str] = {}
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        found |= dict.fromkeys(CANARY.findall(path.casefold()), path)
        for data in _unpacked(file.read_bytes()) if file.is_file() else ():
            found |= dict.fromkeys(CANARY.findall(data.decode("utf-8", "replace").casefold()), path)
    return found


def _unpacked(data: bytes) -> Iterator[bytes]:
    yield data
    yield data.replace(b"\0", b"")
    text = html.unescape(unquote(data.decode("utf-8", "replace")))
    yield unicodedata.normalize("NFKC", re.sub(r"<[^<>]*>|\\\\u002[dD]", "", text)).encode()
    if data[:4] == b"PK\x03\x04":
        with ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from _unpacked(archive.read(name))
    for match in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data):
        try:
            yield zlib.decompressobj().decompress(data[match.start() :])
        except zlib.error:
            continue
    if data[:2] == b"\x1f\x8b":
        yield gzip.decompress(data)
    if b"CONTENT" in data or b"base64" in data or b'"payload"' in data:
        for text in BASE64.findall(data):
            raw = base64.b64decode(text + b"=" * (-len(text) % 4))
            yield raw
            try:
                yield zlib.decompress(raw)
            except zlib.error:
                continue


ARGUMENTS: dict[str, list[list[str]]] = {
    "affected": [["CON-MAIL"]],
    "audit sample": [[], ["--missing", "reason"]],
    "build": [["--output", "{to}/built"]],
    "convert": [["TM-OPEN"]],
    "export": [["--output", "{to}/export"]],
    "picture": [[name, "--output", "{to}/{place}.svg"] for name in ("estate", "TM-OPEN", "TM-LEAVE.T1")]
    + [["estate", "--output", "{to}/{place}.png"], ["TM-OPEN", "--level", "0", "--output", "{to}/{place}.svg"]],
    "publish": [["--tags", "1.0.0", "--output", "{to}/published"]],
    "remind": [["--to", "file", "--days", "3650", "--output", "{to}/reminders"]],
    "report": [["--output", "{to}/{place}.pdf"]],
    "scan": [["--fail-on", "never"]],
    "why": [["TM-OPEN"], ["TM-OPEN", "--all"], ["TM-OPE"], ["content/leading.md"]],
}
"""How commands are run that need arguments, or have more to say with them; each format is asked for besides."""
FOR_AUTHORS = frozenset(
    {
        *(
            "answer",
            "audit ledger",
            "audit source-level",
            "audit verify",
            "check",
            "check-message",
            "codeowners",
            "completion",
            "diff",
            "evidence fetch",
            "evidence forget",
            "evidence status",
            "explain",
            "hub",
            "import",
            "init",
            "pipelines",
        ),
        *("new connector", "new exercise", "new indicator", "new playbook", "new policy", "new postmortem"),
        *("new threat-model", "new training", "release", "remove", "schema", "serve"),
    }
)
"""The commands that know no audience: whoever runs them has the files."""


def commands(group: click.Command = main, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command of the command line by its name."""
    if not isinstance(group, click.Group):
        yield " ".join(path), group
        return
    context = click.Context(group)
    for name in group.list_commands(context):
        if command := group.get_command(context, name):
            yield from commands(command, (*path, name))


def knows_audience(command: click.Command) -> bool:
    return any(parameter.name == "audience" for parameter in command.params)


def invocations(name: str, command: click.Command, to: Path) -> Iterator[tuple[str, list[str]]]:
    """Every way to run a command: with each of its arguments, in each of its formats."""
    forms = next((p for p in command.params if p.opts[0] == "--format" and _choices(p)), None)
    into_file = any(p.opts[0] == "--output" and p.required for p in command.params)
    for number, arguments in enumerate(ARGUMENTS.get(name, [[]])):
        for form in _choices(forms) if forms else [""]:
            place = "-".join((*name.split(), str(number), *([form] if form else [])))
            run = [part.format(to=to, place=place) for part in arguments]
            run += [forms.opts[0], form] if forms else []
            run += ["--output", f"{to}/{place}.out"] if into_file and "--output" not in run else []
            yield place, [*name.split(), *run]


def _choices(parameter: click.Parameter) -> list[str]:
    return [str(word) for word in parameter.type.choices] if isinstance(parameter.type, click.Choice) else []


def test_each_command_is_for_an_audience_or_for_authors() -> None:
    assert {name for name, command in commands() if not knows_audience(command)} == FOR_AUTHORS


def test_each_command_for_an_audience_is_searched_in_each_format(tmp_path: Path) -> None:
    known = {name: command for name, command in commands() if knows_audience(command)}
    assert ARGUMENTS.keys() <= known.keys()
    for name, command in known.items():
        runs = [run for _, run in invocations(name, command, tmp_path)]
        formats = {word for p in command.params if p.opts[0] == "--format" for word in _choices(p)}
        assert formats <= {word for run in runs for word in run}
        assert all(command.make_context(name, run[len(name.split()) :]) for run in runs)


@contextmanager
def equal_copies_made_once() -> Iterator[None]:
    """Meanwhile a command that works on the same copy as one before it gets that, as it was when it was made."""
    copies: list[tuple[Audience, CopySource, Copy]] = []

    @contextmanager
    def copied(audience: Audience, source: CopySource) -> Iterator[Copy]:
        copy = next((copy for *asked, copy in copies if asked == [audience, source]), None)
        if copy is None:
            copy = write_copy(audience, source, Path(folders.enter_context(TemporaryDirectory())))
            copies.append((audience, source, copy))
        with TemporaryDirectory() as folder:
            root = copytree(copy.root, Path(folder) / "copy", symlinks=True)
            lend(root / ".git", root / ".git/trailbook")
            yield replace(copy, root=root)

    with ExitStack() as folders, patch("trailbook.cli.audience.copy_for", copied):
        yield


def publish(root: Path, to: Path, audience: str | None) -> dict[str, str]:
    """Everything that any command can publish for an audience, and the canaries in it."""
    flag = ["--audience", audience] if audience else []
    said = to / "said"
    said.mkdir()
    with equal_copies_made_once(), quick_builds():
        for name, command in commands():
            if not knows_audience(command) or (not audience and name == "publish"):
                continue  # for everybody, one site is enough
            for place, run in invocations(name, command, to):
                result = CliRunner().invoke(main, [*run, "--root", str(root), *flag])
                assert result.exit_code in (0, 1) or name == "scan" or "TM-OPE" in run, (run, result.output)
                assert "Traceback" not in result.output
                (said / f"{place}.txt").write_text(result.output, encoding="utf-8")
    assert (to / "export").is_dir()
    evidence = next(to.glob("audit-bundle*.out"))
    with ZipFile(evidence) as archive:
        archive.extractall(to / "evidence")
    assert CliRunner().invoke(main, ["audit", "verify", str(evidence)]).exit_code in (0, 1)
    return found_in(to)


@pytest.mark.slow
def test_nothing_that_is_hidden_is_in_any_byte_for_an_audience(material: tuple[Path, Canaries], tmp_path: Path) -> None:
    root, canaries = material
    found = publish(root, tmp_path, "internal")
    assert {f"{canaries.places[word]} in {path}" for word, path in found.items()} == set()
    assert ids_in(tmp_path) & hidden_commits(root) == set()


@pytest.mark.slow
def test_nothing_that_is_hidden_is_in_an_index_of_parts(material: tuple[Path, Canaries], tmp_path: Path) -> None:
    root, canaries = material
    options = {"plugins": {"trailbook/records": {"search": "pagefind", "audience": "internal"}}}
    site = build_site(BuildRequest(root, tmp_path / "site", options))
    assert (site / FOLDER).is_dir()
    assert {f"{canaries.places[word]} in {path}" for word, path in found_in(site).items()} == set()


def hidden_commits(root: Path) -> set[str]:
    """The ids of the commits with a canary in their messages: who has a guess could test it by them."""
    entries = Repo(root).git("log", "--all", "--format=%H%x00%B%x00").split("\0")
    return {id.strip() for id, text in zip(entries[::2], entries[1::2], strict=False) if CANARY.search(text.casefold())}


def ids_in(folder: Path) -> set[str]:
    """Every commit id in the bytes of a folder's files."""
    texts = (file.read_bytes() for file in folder.rglob("*") if file.is_file())
    return {id.decode() for text in texts for id in re.findall(rb"[0-9a-f]{40}", text)}


@pytest.mark.slow
def test_no_object_or_file_of_the_copy_has_anything_that_is_hidden(
    material: tuple[Path, Canaries], tmp_path: Path
) -> None:
    root, canaries = material
    folders = tuple(dict.fromkeys(("content", *(folder_of(kind).partition("/")[0] for kind in KINDS))))
    copy = write_copy(Audience("internal"), CopySource(root, "content", folders), tmp_path).root
    listed = Repo(copy)
    said = {
        "objects": listed.git("cat-file", "--batch-all-objects", "--batch"),
        "refs": listed.git("for-each-ref") + (copy / ".git/HEAD").read_text(encoding="utf-8"),
        "signatures": (copy / ".git/trailbook/signatures.json").read_text(encoding="utf-8"),
    }
    worked_on = Repo(root).git("rev-list", "--count", "--exclude=trailbook-evidence", "--branches", "--tags")
    kinds = listed.git("cat-file", "--batch-all-objects", "--batch-check=%(objecttype)").split()
    assert str(kinds.count("commit")) == worked_on, "nothing of the branch that keeps what forges said is in the copy"
    found = {f"{canaries.places[w]} in {at}" for at, text in said.items() for w in CANARY.findall(text.casefold())}
    shown = (path for path in copy.iterdir() if not path.name.startswith(".") and path.is_dir())
    assert (
        found | {f"{canaries.places[word]} in {at}" for path in shown for word, at in found_in(path).items()} == set()
    )


UNPUBLISHED = {
    *("address of a tagger", "attributes", "code", "lost commit", "lost page", "message of a release"),
    *("message of a tag", "message of another tag", "name of a branch", "name of a ref", "note", "stash", "submodule"),
    "tagger",
}
"""What no page or file tells anybody; only the copy of the repository must not have it."""


@pytest.mark.slow
def test_the_same_build_for_everybody_holds_what_was_looked_for(
    material: tuple[Path, Canaries], tmp_path: Path
) -> None:
    root, canaries = material
    found = publish(root, tmp_path, None)
    missing = {place for word, place in canaries.places.items() if word not in found}
    assert missing == UNPUBLISHED
