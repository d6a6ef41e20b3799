"""Pages of releases as ``trailbook release`` writes them, without a repository."""

from trailbook.records.releases import FIGURES

COMMIT = "0123456789" * 4


def page(version: str, day: str, previous: str | None = None, changes: str = "[]", **figures: int) -> str:
    counted = "\n".join(f"    {name}: {figures.get(name, 0)}" for name in FIGURES)
    return (
        f"---\ntitle: Release {version}\nrelease:\n  version: {version}\n  day: {day}\n  commit: '{COMMIT}'\n"
        f"  previous: {previous or 'null'}\n  figures:\n{counted}\n  changes: {changes}\n---\n\n"
        f"# Release {version}\n\nThe text.\n"
    )
