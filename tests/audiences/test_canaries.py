"""Builds for an audience, searched byte by byte for what was hidden."""

import base64
import gzip
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml
from click.testing import CliRunner
from tests.audiences.canaries import CANARY, Canaries, Maker, items_of, plain, with_hidden_items
from tests.building import build, start
from tests.repositories import Repo

from trailbook.cli import main
from trailbook.records.kinds import KINDS

PLACES = {"playbook": "content/playbooks", "threat-model": "threat-models", "postmortem": "postmortems"}
SIGN_OFFS = {"sign_offs": {"exception": ["data-owner"], "new_connector": ["reviewer"]}}
BASE64 = re.compile(rb"[A-Za-z0-9+/]{24,}={0,2}")


def folder_of(kind: str) -> str:
    cls = KINDS[kind]
    return cls.folder if cls.syntax == "yaml" or kind == "postmortem" else f"content/{cls.folder}"


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Canaries]:
    """A knowledge base with a canary in everything that an internal reader must not see."""
    root = start(tmp_path_factory.mktemp("canaries") / "base")
    repo, canaries = Repo(root), Canaries()
    new = canaries.new
    hidden_ids = _hidden_records(repo, canaries)
    _hidden_items(repo, canaries)
    _hidden_pages(repo, canaries, hidden_ids)
    _hidden_files(repo, canaries)
    _hidden_pasts(repo, canaries)
    _hidden_settings(repo, canaries, hidden_ids)
    repo.branch(f"topic-{new('name of a branch')}")
    path = f"{folder_of('policy')}/{new('file name on a branch')}.md"
    maker = Maker("policy", f"POL-{new('id on a branch').upper()}", canaries.text, canaries.new)
    repo.commit(canaries.text("message on a branch"), {path: maker.file(maker.record(), "confidential")})
    repo.checkout("main")
    merged = f"Merge the topic\n\nIt was asked for because {canaries.text('message of a merge')}."
    repo.merge(repo.git("branch", "--list", "topic*", "--format=%(refname:short)"), merged)
    repo.git("tag", "-a", "v1", "-m", f"{canaries.text('message of a tag')} {hidden_ids['policy']}", **repo._when())
    repo.commit("Go on as before", {"content/more.md": "# More\n\nNothing special.\n"})
    return root, canaries


def _hidden_records(repo: Repo, canaries: Canaries) -> dict[str, str]:
    """A restricted record of each kind, first committed as one that anybody may read."""
    ids: dict[str, str] = {}
    for kind, cls in KINDS.items():
        if not cls.prefix:
            continue
        ids[kind] = f"{cls.prefix}-{canaries.new(f'{kind} id').upper()}"
        maker = Maker(kind, ids[kind], canaries.text, canaries.new)
        suffix = ".yaml" if cls.syntax == "yaml" else ".md"
        path = f"{folder_of(kind)}/{canaries.new(f'{kind} file name')}{suffix}"
        message = f"{canaries.text('title of a commit')}\n\n"
        trailers = f"Rationale: {canaries.text('rationale')}\nApproved-by: {canaries.new('approver')} <a@example.org>"
        first, values = maker.record(), maker.record()
        maker.names.clear()
        repo.commit(message + trailers, {path: maker.file(first)})
        second = f"{canaries.text('title of a second commit')}\n\nIt is so because {canaries.text('body of a commit')}."
        repo.commit(second, {path: maker.file(values, "restricted")})
    return ids


def _hidden_items(repo: Repo, canaries: Canaries) -> None:
    """An open record of each kind with restricted items in each list."""
    for kind, cls in KINDS.items():
        if cls.prefix and any(items_of(cls)):
            suffix = ".yaml" if cls.syntax == "yaml" else ".md"
            path = f"{folder_of(kind)}/open-{kind}{suffix}"
            text = with_hidden_items(kind, f"{cls.prefix}-OPEN", canaries)
            repo.commit(canaries.text("commit of a hidden item"), {path: text})


def _hidden_pages(repo: Repo, canaries: Canaries, ids: dict[str, str]) -> None:
    """Plain pages, what is attached to them, and open pages that lead to them."""
    page, picture = canaries.new("name of a page"), canaries.new("name of an attachment")
    text = f"---\nclassification: confidential\n---\n# {canaries.text('title of a page')}\n\n![x]({picture}.png)\n"
    repo.commit(
        canaries.text("commit of a page"),
        {
            f"content/{page}.md": text + f"\n## {canaries.text('heading of a page')}\n",
            f"content/{picture}.png": b"\x89PNG\r\n" + canaries.new("bytes of an attachment").encode(),
        },
    )
    before = canaries.new("former name of a page")
    repo.commit("Plan", {f"content/{before}.md": "# Plan\n\nA plan.\n" * 9})
    after = canaries.new("new name of a page")
    text = "---\nclassification: restricted\n---\n" + "# Plan\n\nA plan.\n" * 9
    repo.commit("Move", {f"content/{before}.md": None, f"content/{after}.md": text})
    links = f"[{canaries.text('label of a link')}]({page}.md), [{canaries.text('label of a definition')}][there]"
    names = f"{ids['threat-model']} and {ids['policy'].lower()}, at /id/{ids['connector']}/ and {page}.md"
    target = f'\n\n[there]: {page}.md "{canaries.text("title of a definition")}"\n'
    repo.commit("Lead on", {"content/leading.md": f"# Leading\n\nSee {links}.\n\nSee {names}.{target}"})
    values = yaml.safe_load((repo.root / "mkdocs.yml").read_text(encoding="utf-8").replace("!ENV", ""))
    values["nav"] = [*(values.get("nav") or []), {canaries.text("title in nav"): f"{page}.md"}, "leading.md"]
    values["plugins"] = [*(p for p in values["plugins"] if p != "trailbook/trail"), {"trailbook/trail": SIGN_OFFS}]
    repo.commit(f"Lead to {ids['policy']}", {"mkdocs.yml": yaml.safe_dump(values, sort_keys=False)})


def _hidden_files(repo: Repo, canaries: Canaries) -> None:
    """Pages of other endings and forms, a classification that is misspelt, texts, and pictures beside hidden pages."""
    new, text = canaries.new, canaries.text
    files: dict[str, str | bytes | None] = {
        f"content/vault/{new('other ending')}.markdown": f"---\nclassification: restricted\n---\n{text('mkd')}\n",
        f"content/vault/{new('page with meta lines')}.md": f"title: {text('meta')}\nclassification: restricted\n\nX\n",
        f"content/vault/{new('misspelt')}.md": f"---\nclassification: [restricted]\n---\n# {text('title, misspelt')}\n",
        f"content/vault/{new('text')}.txt": f"Classification: confidential\n{text('text of a file')}\n",
        f"content/vault/img/{new('picture that no page names')}.png": b"\x89PNG\r\n",
    }
    repo.commit(text("commit of files"), files)
    picture = next(path for path in files if path.endswith(".png"))
    repo.commit(text("commit of a picture alone"), {picture: b"\x89PNG\r\n" + new("bytes of a picture").encode()})


def _hidden_pasts(repo: Repo, canaries: Canaries) -> None:
    """What was restricted once: a record that is open now, one that is gone, an item that is gone."""
    once = Maker("policy", "POL-ONCE", canaries.text, canaries.new)
    repo.commit("Begin", {"content/policies/once.md": once.file(once.record(), "restricted")})
    now = Maker("policy", "POL-ONCE", plain, lambda place: place.replace(".", "-"))
    repo.commit(canaries.text("commit that opens"), {"content/policies/once.md": now.file(now.record(), "internal")})
    gone = Maker("playbook", "PB-GONE", canaries.text, canaries.new)
    path = f"content/playbooks/{canaries.new('name of a file that is gone')}.md"
    repo.commit("Begin", {path: gone.file(gone.record())})
    repo.commit("Restrict", {path: gone.file(gone.record(), "confidential")})
    repo.commit(canaries.text("commit that deletes"), {path: None})


def _hidden_settings(repo: Repo, canaries: Canaries, ids: dict[str, str]) -> None:
    """Snapshots of a hidden application and observations of a hidden indicator."""
    name = canaries.new("name of a snapshot")
    template = Maker("template", "CT-OPENED", plain, lambda place: place.replace(".", "-")).record()
    entry = {"snapshot": f"{name}.json", "of": canaries.text("of"), "application": ids["threat-model"]}
    own = {"snapshot": "ours.json", "of": "Ours"}
    template["applies_to"] = [entry, own]
    template["checks"][0]["equals"] = "nobody"
    maker = Maker("template", "CT-OPENED", plain, plain)
    shared = f'{{"sharing": {{"links": "{canaries.new("setting")}"}}}}'
    observed = f"date,value,note\n2026-01-01,1,{canaries.new('note of an observation')}\n"
    repo.commit(
        canaries.text("commit of settings"),
        {
            "configurations/templates/opened.yaml": maker.file(template),
            f"configurations/{name}.json": shared,
            "configurations/ours.json": '{"sharing": {"links": "anybody"}}',
            f"observations/{ids['indicator']}.csv": observed,
        },
    )


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
    if data[:2] == b"\x1f\x8b":
        yield gzip.decompress(data)
    if b"CONTENT" in data or b"base64" in data:
        for text in BASE64.findall(data):
            raw = base64.b64decode(text + b"=" * (-len(text) % 4))
            yield raw
            try:
                yield zlib.decompress(raw)
            except zlib.error:
                continue


COMMANDS: dict[str, list[str]] = {
    "trail.json": ["trail", "--format", "json"],
    "trail.md": ["trail", "--format", "markdown"],
    "trail.txt": ["trail"],
    "why.txt": ["why", "TM-OPEN"],
    "register.csv": ["register"],
    "register.json": ["register", "--format", "json"],
    "register.sarif": ["register", "--format", "sarif"],
    "findings.json": ["findings", "--format", "json"],
    "reviews.json": ["reviews", "--format", "json"],
    "reviews.ics": ["reviews", "--format", "ics"],
    "gaps.json": ["audit", "gaps", "--format", "json"],
    "scan.sarif": ["scan", "--format", "sarif"],
    "scan.txt": ["scan"],
    "sign-offs.json": ["audit", "sign-offs", "--format", "json"],
}


def publish(root: Path, to: Path, audience: str | None) -> dict[str, str]:
    """Everything that can be published for an audience, and the canaries in it."""
    option = {"audience": audience} if audience else {}
    plugins: list[Any] = ["search", {"trailbook/records": option}, "trailbook/diagrams", "trailbook/playbooks"]
    theme = {"name": "material", "font": False}
    build(root, to / "site", plugins=[*plugins, {"trailbook/trail": {**option, **SIGN_OFFS}}], theme=theme)
    flag = ["--audience", audience] if audience else []
    runner = CliRunner()
    exported = runner.invoke(main, ["export", "--root", str(root), "--to", str(to / "export"), *flag])
    assert (to / "export").is_dir(), exported.output
    said = to / "said"
    said.mkdir()
    (said / "export.txt").write_text(exported.output, encoding="utf-8")
    for name, command in COMMANDS.items():
        result = runner.invoke(main, [*command, "--root", str(root), *flag])
        assert result.exit_code in (0, 1) or "Usage" not in result.output, result.output
        (said / name).write_text(result.output, encoding="utf-8")
    picture = str(said / "estate.svg")
    assert runner.invoke(main, ["picture", "estate", "--root", str(root), "--output", picture, *flag]).exit_code == 0
    evidence = to / "evidence.zip"
    result = runner.invoke(main, ["audit", "bundle", "--root", str(root), "--output", str(evidence), *flag])
    assert result.exit_code == 0, result.output
    with ZipFile(evidence) as archive:
        archive.extractall(to / "evidence")
    assert runner.invoke(main, ["audit", "verify", str(evidence)]).exit_code == 0
    return found_in(to)


@pytest.mark.slow
def test_nothing_that_is_hidden_is_in_any_byte_for_an_audience(material: tuple[Path, Canaries], tmp_path: Path) -> None:
    root, canaries = material
    found = publish(root, tmp_path, "internal")
    assert {f"{canaries.places[word]} in {path}" for word, path in found.items()} == set()


@pytest.mark.slow
def test_the_same_build_for_everybody_holds_what_was_looked_for(
    material: tuple[Path, Canaries], tmp_path: Path
) -> None:
    root, canaries = material
    found = publish(root, tmp_path, None)
    missing = {place for word, place in canaries.places.items() if word not in found}
    assert missing == {"message of a tag", "name of a branch"}  # which no page tells
