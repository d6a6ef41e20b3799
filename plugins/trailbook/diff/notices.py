"""What only a change can lack, as notices beside its files: reasons, sign-offs, links to what it takes away.

None of them fails a check: a reason can still be written when the branch is merged, and so can a sign-off be given.
"""

from collections.abc import Iterator

from trailbook.diff.model import Asked, Difference
from trailbook.records.vocabulary import ROLE_TITLES
from trailbook.text.problem import Problem


def notices(difference: Difference) -> tuple[Problem, ...]:
    """The notices in the order of the files. Links that a check reports by itself are not told again."""
    paths = {record.record: record.path for record in difference.records}
    found = [*_unexplained(difference, paths), *_sign_offs(difference, paths), *_links(difference)]
    return tuple(sorted(set(found)))


def _unexplained(difference: Difference, paths: dict[str, str]) -> Iterator[Problem]:
    for one in difference.unexplained:
        first, others = one.records[0], len(one.records) - 1
        more = f", of this and {others:,} more record{'' if others == 1 else 's'}" if others else ""
        message = f"commit {one.commit[:10]} gives no reason for its change{more}: {one.title!r}"
        expected = "why, below the title or in a trailer 'Rationale:'"
        yield _notice(paths.get(first, first), "missing-rationale", message, expected)


def _sign_offs(difference: Difference, paths: dict[str, str]) -> Iterator[Problem]:
    for one in difference.sign_offs:
        if one.state != "given":
            yield _notice(paths.get(one.record, one.record), "sign-off-needed", _needed(one))


def _needed(one: Asked) -> str:
    commit = f", in commit {one.commit[:10]}" if one.commit else ""
    nobody = ", for which roles.yaml names nobody" if one.state == "nobody named" else ""
    return f"a sign-off is needed from the role {ROLE_TITLES[one.role]}{nobody}: {'; '.join(one.because)}{commit}"


def _links(difference: Difference) -> Iterator[Problem]:
    reported = {(problem.path, problem.line, problem.column) for problem in difference.problems}
    for link in difference.links:
        if (link.path, link.line, link.column) not in reported:
            yield Problem(link.path, link.line, link.column, f"{link.kind}-link", link.says, level="notice")


def _notice(path: str, rule: str, message: str, expected: str = "") -> Problem:
    return Problem(path, 1, 1, rule, message, expected, level="notice")
