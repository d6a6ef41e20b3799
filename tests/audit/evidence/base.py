"""A knowledge base with some history, and the evidence about it, for the tests of evidence."""

from pathlib import Path

from click.testing import CliRunner, Result
from tests.repositories import Repo
from tests.risk.lessons.lesson_records import MODEL, POLICY, postmortem

from trailbook.cli import main

IMPLEMENTED = """\
mitigations:
  - {id: M1, title: Filter it, mitigates: [T1], implements: [POL-A.C1], state: implemented, owner: Us}
"""


def history(root: Path, *options: str) -> Repo:
    """Five commits: a policy and a model, an incident, another page, a mitigation, a word of the policy."""
    repo = Repo(root, *options)
    repo.commit(
        "Say what is allowed\n\nRationale: Nobody knew.",
        {
            "mkdocs.yml": "site_name: Rules & <b>records</b>\ndocs_dir: content\n",
            "content/a.md": POLICY,
            "threat-models/a.yaml": MODEL,
            "postmortems/old.md": postmortem("OLD"),
        },
    )
    repo.commit("Write about tea", {"content/tea.md": "# Tea\n\nGreen.\n"})
    repo.commit(
        "Filter it\n\nBecause it came back.\n\nApproved-by: Bo <bo@example.org>",
        {"threat-models/a.yaml": MODEL + IMPLEMENTED},
    )
    repo.commit("Write more about tea", {"content/tea.md": "# Tea\n\nGreen or black.\n"})
    repo.commit("Be strict", {"content/a.md": POLICY.replace("## Two {#C2}\n\nText.", "## Two {#C2}\n\nOther text.")})
    return repo


def bundle(repo: Repo, output: Path, *arguments: str, folder: str = "") -> Result:
    """Run the command that writes evidence; ``folder`` is that of the knowledge base in the repository."""
    command = ["audit", "bundle", "--root", str(repo.root / folder), "--output", str(output), *arguments]
    return CliRunner().invoke(main, command)


def evidence(repo: Repo, output: Path, *arguments: str, folder: str = "") -> bytes:
    """The bytes of evidence that could be made."""
    result = bundle(repo, output, *arguments, folder=folder)
    assert result.exit_code == 0, result.output
    return output.read_bytes()


def run(folder: Path, data: bytes, *arguments: str) -> Result:
    """Run the command that checks evidence, which is put into a folder."""
    (folder / "x.zip").write_bytes(data)
    return CliRunner().invoke(main, ["audit", "verify", str(folder / "x.zip"), *arguments])


def said(result: Result) -> str:
    """The output of a command, without its line breaks."""
    return " ".join(result.output.split())
