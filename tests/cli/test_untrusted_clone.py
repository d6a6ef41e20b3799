"""A clone that came as an archive names programs wherever git looks for some, and no command starts one."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from tests.quick_builds import quick_builds
from tests.repositories import Repo

from trailbook.cli import main

SETTINGS = {
    "core.fsmonitor": "",
    "core.pager": "",
    "core.editor": "",
    "core.askPass": "",
    "core.sshCommand": "",
    "core.gitProxy": "",
    "core.alternateRefsCommand": "",
    "core.virtualFilesystem": "",
    "sequence.editor": "",
    "credential.helper": "",
    "credential.https://example.org.helper": "",
    "diff.external": "",
    "diff.planted.textconv": "",
    "diff.planted.command": "",
    "interactive.diffFilter": "",
    "merge.planted.driver": "",
    "filter.planted.clean": "",
    "filter.planted.smudge": "",
    "filter.a=b.clean": "",
    "filter.a=b.process": "",
    "gpg.program": "",
    "gpg.openpgp.program": "",
    "gpg.x509.program": "",
    "gpg.ssh.program": "",
    "gpg.ssh.defaultKeyCommand": "",
    "gc.recentObjectsHook": "",
    "uploadpack.packObjectsHook": "",
    "remote.origin.uploadpack": "",
    "remote.origin.vcs": "",
    "pager.log": "",
    "pager.diff": "",
    "alias.log": "!",
    "alias.config": "!",
    "tar.tar.command": "",
    "hook.planted.command": "",
    "trailer.planted.command": "",
}
"""Settings with which a repository names programs (git-config(1)), and what comes before the program."""

OTHERS = {
    "hook.planted.event": "post-index-change",
    "filter.planted.required": "true",
    "filter.a=b.required": "true",
    "remote.origin.url": "ssh://example.org/x.git",
    "commit.gpgSign": "true",
    "tag.gpgSign": "true",
    "submodule.recurse": "true",
    "status.submoduleSummary": "true",
}
HOOKS = (
    "post-index-change",
    "reference-transaction",
    "post-checkout",
    "pre-commit",
    "commit-msg",
    "fsmonitor-watchman",
)
SIGNATURES = ("PGP SIGNATURE", "SSH SIGNATURE", "SIGNED MESSAGE")

COMMANDS = {
    "affected": "CON-MAIL",
    "answer": "TM-LEAVE retention@D1 yes",
    "audit bundle": "--output OUT/x.zip",
    "audit gaps": "",
    "audit ledger": "",
    "audit sample": "",
    "audit sign-offs": "",
    "audit source-level": "",
    "audit verify": "OUT/x.zip",
    "build": "--output OUT/site",
    "check": "--history",
    "check-message": "--range HEAD~1..HEAD",
    "codeowners": "",
    "completion": "bash",
    "convert": "TM-LEAVE --format otm --output OUT/x.otm",
    "due": "--application TM-LEAVE",
    "diff": "HEAD~1",
    "evidence fetch": "--from OUT/requests.json",
    "evidence forget": "ada --yes",
    "evidence status": "",
    "explain": "obligation",
    "export": "--output OUT/pages",
    "findings": "",
    "hub": "",
    "import": "OUT/x.otm",
    "init": "OUT/new",
    "new connector": "--title Planted --owner Keeper --tier premium --data internal",
    "new exercise": "--title Planted --owner Keeper",
    "new indicator": "--title Planted --owner Keeper --unit apps",
    "new playbook": "--title Planted --owner Keeper --use respond",
    "new policy": "--title Planted --owner Keeper",
    "new postmortem": "--title Planted --owner Keeper --organisation Us --severity low --began 2026",
    "new threat-model": "--title Planted --owner Keeper --platform Canvas",
    "new training": "--title Planted --owner Keeper",
    "oscal assessment-results": "",
    "oscal component-definition": "",
    "picture": "TM-LEAVE --compare HEAD~1 --output OUT/x.svg",
    "pipelines": "github",
    "publish": "--next --output OUT/public",
    "questions": "",
    "register": "",
    "remind": "--to file --output OUT/reminders",
    "release": "9.0.0",
    "remove": "TM-LEAVE.T1 --dry-run",
    "reviews": "",
    "report": "--output OUT/x.pdf",
    "scan": "",
    "schema": "--output OUT/schemas",
    "services": "",
    "shard": "--output OUT/shard.json",
    "trail": "",
    "why": "TM-LEAVE",
}


class Planted:
    """A repository whose programs note that they were started."""

    def __init__(self, repo: Repo, folder: Path) -> None:
        self.repo, self.folder, self.alarm = repo, folder, folder / "alarm"
        folder.mkdir()

    def program(self, name: str) -> str:
        file = self.folder / "".join(letter if letter.isalnum() else "-" for letter in name)
        file.write_text(f'#!/bin/sh\necho "{name}" >> {self.alarm}\ncat\n', encoding="utf-8")
        file.chmod(0o755)
        return str(file)

    def started(self) -> set[str]:
        found = set(self.alarm.read_text(encoding="utf-8").splitlines()) if self.alarm.exists() else set()
        self.alarm.unlink(missing_ok=True)
        return found

    def plant(self) -> None:
        """Name programs in the three files that git reads in a repository, in hooks, and in a submodule."""
        git = self.repo.root / ".git"
        self.repo.git("config", "extensions.worktreeConfig", "true")
        files = [git / "config", git / "included", git / "config.worktree"]
        for number, (name, before) in enumerate(SETTINGS.items()):
            section, _, rest = name.partition(".")
            within, _, last = rest.rpartition(".")
            head = f'[{section} "{within}"]' if within else f"[{section}]"
            with files[number % 3].open("a", encoding="utf-8") as file:
                file.write(f"{head}\n\t{last} = {before}{self.program(name)}\n")
        for name, value in OTHERS.items():
            self.repo.git("config", name, value)
        (git / "info").mkdir(exist_ok=True)
        (git / "info" / "attributes").write_text("*.md filter=a=b diff=planted merge=planted\n")
        (git / "hooks").mkdir(exist_ok=True)
        for hook in HOOKS:
            shutil.copy(self.program(f"hook {hook}"), git / "hooks" / hook)
        (git / "config").open("a").write("[include]\n\tpath = included\n")

    def edit(self) -> None:
        """Touch every file, so that git has to look into it, and change one."""
        for file in self.repo.root.rglob("*.*"):
            if ".git" not in file.relative_to(self.repo.root).parts:
                os.utime(file, (1767225600, 1767225600))
        with (self.repo.root / "postmortems" / "open-list.md").open("a", encoding="utf-8") as stream:
            stream.write("\nOne more.\n")


@pytest.fixture
def planted(starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Planted:
    shutil.copytree(starter, tmp_path / "repo", ignore=shutil.ignore_patterns(".git"))
    repo = Repo(tmp_path / "repo")
    inner = Repo(tmp_path / "repo" / "inner")
    inner.commit("Begin", {"a.txt": "a"})
    repo.commit("Begin", {".gitattributes": "*.yaml filter=planted diff=planted\n*.md diff=planted\n"})
    repo.commit("Reword", {"content/index.md": "# Knowledge\n\nReworded.\n"})
    settings = (repo.root / "mkdocs.yml").read_text()
    source = f"  - trailbook/records:\n      sources: {{planted: 'git+file://{repo.root}/.git'}}\n"
    repo.commit("Read itself", {"mkdocs.yml": settings.replace("  - trailbook/records:\n", source)})
    for kind in SIGNATURES:
        sign(repo, kind)
    sign_tag(repo)
    found = Planted(repo, tmp_path / "programs")
    inner.git("config", "core.fsmonitor", found.program("fsmonitor of a submodule"))
    (inner.root / "a.txt").write_text("b")
    found.plant()
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(name, "ada@example.org")
    monkeypatch.chdir(repo.root)
    return found


def sign(repo: Repo, kind: str) -> None:
    """Commit what was committed last once more, with something that looks like a signature."""
    head = repo.git("rev-parse", "HEAD")
    facts, _, message = repo.git("cat-file", "commit", head).partition("\n\n")
    lines = [line for line in facts.split("\n") if line.startswith(("tree", "author", "committer"))]
    lines.insert(1, f"parent {head}")
    lines.append(f"gpgsig -----BEGIN {kind}-----\n \n iQ==\n -----END {kind}-----")
    commit = "\n".join(lines) + f"\n\n{message}\n"
    repo.git("reset", "--soft", repo.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=commit))


def sign_tag(repo: Repo) -> None:
    """Tag the last commit with something that looks like a signature."""
    head = repo.git("rev-parse", "HEAD")
    facts = f"object {head}\ntype commit\ntag 1.0.0\ntagger A <a@example.org> 1767225600 +0000\n\nRelease\n"
    tag = f"{facts}-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n"
    repo.git("update-ref", "refs/tags/1.0.0", repo.git("hash-object", "-t", "tag", "-w", "--stdin", stdin=tag))


def commands(command: click.Command, *path: str) -> list[str]:
    if not isinstance(command, click.Group):
        return [" ".join(path)]
    context = click.Context(command)
    found = [(name, command.get_command(context, name)) for name in command.list_commands(context)]
    return [below for name, one in found if one for below in commands(one, *path, name)]


def test_every_command_is_tried() -> None:
    lasting = {"serve"}  # which builds as "build" does, until it is ended
    assert sorted(COMMANDS) == sorted({*commands(main)} - lasting)


def test_git_itself_starts_what_is_planted(planted: Planted) -> None:
    planted.edit()
    for command in (
        "diff HEAD -- *.yaml",
        "diff HEAD -- *.md",
        "diff HEAD -- inner",
        "status",
        "log -p --show-signature",
        "verify-tag 1.0.0",
        "update-ref refs/heads/x HEAD",
    ):
        subprocess.run(["git", *command.split()], cwd=planted.repo.root, capture_output=True, check=False)
    assert planted.started() >= {
        "core.fsmonitor",
        "filter.planted.clean",
        "filter.a=b.process",
        "gpg.program",
        "gpg.x509.program",
        "hook reference-transaction",
        "fsmonitor of a submodule",
    }


REQUEST = {
    "number": 1,
    "title": "Planted",
    "body": "",
    "author": {"login": "ada"},
    "mergedAt": "2026-01-02T09:00:00Z",
    "mergeCommit": {"oid": "a" * 40},
    "updatedAt": "2026-01-02T09:00:00Z",
    "baseRefName": "main",
    "url": "https://github.com/org/kb/pull/1",
}
READS_MOST = {"audit bundle", "audit verify", "build", "check", "diff", "trail", "why"}
"""The commands that read git and files in every way that one of them does."""


@pytest.mark.parametrize("named", [READS_MOST, pytest.param({*COMMANDS}, marks=pytest.mark.slow)], ids=["some", "all"])
def test_no_command_starts_a_program_of_the_clone(planted: Planted, tmp_path: Path, named: set[str]) -> None:
    planted.started()
    (tmp_path / "out").mkdir()
    (tmp_path / "out/requests.json").write_text(json.dumps([REQUEST]), encoding="utf-8")
    failed, found = {}, {}
    for command, options in sorted(COMMANDS.items(), key=lambda one: one[0] != "release"):
        if command not in named:
            continue
        if command == "audit bundle":
            planted.edit()  # what is released has to be clean
        arguments = f"{command} {options}".replace("OUT", str(tmp_path / "out")).split()
        with quick_builds():
            result = CliRunner().invoke(main, arguments)
        if result.exit_code not in (0, 1):
            failed[command] = result.output
        if started := planted.started():
            found[command] = started
    assert found == {}
    # The starter asks for no sign-off, and what signs a commit here is a program of the clone.
    assert failed.keys() <= {"audit sign-offs", "evidence fetch", "evidence forget"}, failed
