"""Copies for an audience, and what is hidden in them."""

from pathlib import Path

from trailbook.audiences.audience import Audience
from trailbook.audiences.copying import Copy, CopySource, write_copy
from trailbook.audiences.hidden_names import Hidden
from trailbook.records.vocabulary import Sensitivity
from trailbook.trail.git.repository import Repository

FOLDERS = ("docs", "threat-models")
HIDDEN = Hidden(
    records=frozenset({"TM-PAYROLL"}),
    items=frozenset({"POL-ACCESS.C2"}),
    paths=frozenset({"threat-models/payroll.yaml", "docs/plans/merger.md", "docs/secret/index.md"}),
    open_paths=frozenset({"docs/index.md", "docs/plans/travel.md"}),
    titles={"POL-ACCESS.C2": frozenset({"Backdoor"}), "TM-PAYROLL": frozenset({"How salaries are paid"})},
)


def copied(root: Path, to: Path, level: Sensitivity, **classified: Sensitivity) -> Copy:
    """The copy of a knowledge base in a new folder; ``classified`` are folders with their levels."""
    to.mkdir()
    return write_copy(Audience(level, classified), CopySource(root, "docs", FOLDERS), to)


def files(copy: Copy) -> set[str]:
    """The paths of the files in a copy, but for those of git and its settings."""
    found = (file.relative_to(copy.root).as_posix() for file in copy.root.rglob("*") if file.is_file())
    return {path for path in found if not path.startswith(".git/")} - {"mkdocs.yml"}


def messages(copy: Copy) -> list[str]:
    """The titles of the commits in a copy, newest first."""
    return [commit.title for commit in Repository(copy.root).history().commits.values()]


def page(level: str = "", text: str = "Text.") -> str:
    """A page that states its classification, or none."""
    return f"---\nclassification: {level}\n---\n# Page\n\n{text}\n" if level else f"# Page\n\n{text}\n"
