"""A finding as a problem: what it looks like, where it stands, and what to do first."""

from datetime import date

from trailbook.credentials.allowing import CredentialOptions, allowance
from trailbook.credentials.finding import Found
from trailbook.text.problem import Problem

RULE = "credential"


def told(
    path: str, found: Found, place: tuple[int, int], options: CredentialOptions, today: date | None, *, where: str = ""
) -> Problem | None:
    """The problem that a finding is, and None for one that the configuration allows.

    ``where`` says what the file alone does not: the commit that brought it in.
    """
    allowed = allowance(options, found.kind, path, today)
    if allowed.holds:
        return None
    ended = f"; it was allowed until {allowed.ended}" if allowed.ended else ""
    message = f"this looks like {found.told}{where} [{found.kind}]{ended}"
    mend = f"revoke it first, since the history keeps it (where: {found.revoke}), then take it out of the file"
    return Problem(path, *place, RULE, f"{message}: {mend}")
