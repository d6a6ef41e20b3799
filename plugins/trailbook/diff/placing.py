"""Where the files of a difference are, for whoever has to open them."""

from dataclasses import replace

from trailbook.diff.model import Difference


def placed(difference: Difference, before: str) -> Difference:
    """The difference with ``before`` put before the paths of its problems and links."""
    return replace(
        difference,
        problems=tuple(replace(problem, path=f"{before}{problem.path}") for problem in difference.problems),
        links=tuple(replace(link, path=f"{before}{link.path}") for link in difference.links),
    )
