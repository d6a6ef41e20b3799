"""What a commit says that it answers: the incidents, exercises and action items that were the reason for it."""

from trailbook.records.references import references_in_text
from trailbook.trail.git.commits import Commit
from trailbook.trail.messages import read_message

ANSWERING = ("Incident", "Fixes")
"""The trailers that name what a commit answers."""


def answers(commit: Commit, merge: Commit | None) -> tuple[str, ...]:
    """The references in the ``Incident:`` and ``Fixes:`` trailers of a commit, each once, as they are written there.

    Where it has none, those of the merge that brought it to the main line. Whether what they name exists is not
    asked; other values, such as the number of an issue, are left out.
    """
    named = _named(commit)
    return named or (_named(merge) if merge else ())


def _named(commit: Commit) -> tuple[str, ...]:
    if not any(name.casefold() in commit.message.casefold() for name in ANSWERING):
        return ()
    message = read_message(commit.message)
    values = (value for name in ANSWERING for value in message.values(name))
    return tuple(dict.fromkeys(found for value in values for found in references_in_text(value)))
