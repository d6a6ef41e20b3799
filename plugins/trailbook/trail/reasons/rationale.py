"""Why a decision was taken: the rationale ladder.

From the strongest source to the weakest: a ``Rationale:`` trailer, the prose of the commit, the prose of the merge that
took it in, the description of the request as a forge gave it, the title, nothing. The rung is always shown. A trailer
says the reason in short, so the prose beside it follows: what was considered and rejected is there. A commit
may have come to the main line by several merges (``trail.git.branches``); the innermost that has something to say
speaks, as it is nearest to the change. The title of a pull request, which forges copy into its merge, is a title too:
it names what was done, not why, and it counts where it says more than the commit's own. What says nothing
(``trail.reasons.filler``) is no reason.
"""

import re
from collections.abc import Sequence

from trailbook.records.references import references_in_text
from trailbook.trail.decisions import Rationale
from trailbook.trail.git.commits import Commit
from trailbook.trail.reasons.filler import is_empty_title, meaningful_words, says_something
from trailbook.trail.reasons.messages import Message, read_message


def rationale(commit: Commit, way: Sequence[Commit] = ()) -> Rationale:
    """The reason for a commit. ``way`` are the merges that took it in, that of its own branch first."""
    message = read_message(commit.message)
    if stated := _stated(message):
        return Rationale(_with_prose(stated, message), "trailer", commit.id)
    if says_something(message.prose, beyond=f"{message.title}\n{message.request}"):
        return Rationale(message.prose, "body", commit.id)
    title = "" if is_empty_title(message.title) else message.title
    if message.request and not is_empty_title(message.request):
        title = message.request
    for merge in way:
        explained = read_message(merge.message)
        request = "" if is_empty_title(explained.request) else explained.request
        if stated := _stated(explained):
            return Rationale(_with_prose(stated, explained), "merge", merge.id)
        if says_something(explained.prose, beyond=f"{message.title}\n{request}"):
            return Rationale(explained.prose, "merge", merge.id)
        if request:
            if not title or len(meaningful_words(request)) > len(meaningful_words(title)):
                return Rationale(request, "title", merge.id)
            break
    return Rationale(title, "title" if title else "none", commit.id)


def reason_of_request(title: str, description: str) -> str:
    """The reason in the description of a request, first that in its ``Rationale`` trailers; empty if it gives none."""
    message = read_message(f"{title.strip() or '-'}\n\n{description}")
    if stated := _stated(message):
        return _with_prose(stated, message)
    return message.prose if says_something(message.prose, beyond=title) else ""


def _stated(message: Message) -> str:
    return "\n\n".join(filter(says_something, message.values("Rationale")))


def _with_prose(stated: str, message: Message) -> str:
    has_more = says_something(message.prose, beyond=f"{message.title}\n{stated}")
    return f"{stated}\n\n{message.prose}" if has_more else stated


ANSWERING = ("Incident", "Fixes")
"""The trailers that name what a commit answers."""


def answers(commit: Commit, way: Sequence[Commit] = ()) -> tuple[str, ...]:
    """The references in the ``Incident:`` and ``Fixes:`` trailers of a commit, each once, as they are written there.

    Where it has none, those of the innermost merge on its ``way`` that has. Whether what they name exists is not
    asked; other values, such as the number of an issue, are left out.
    """
    return next(filter(None, map(_named, (commit, *way))), ())


_REVIEW = re.compile(r"^review[ \t]*:", re.IGNORECASE | re.MULTILINE)
_NO_REVIEW = re.compile(
    r"^(https?://\S*|\S*[#!]\d+|none|no|n/?a|not\b.*|nobody|tbd|todo|pending|planned|skipped|waived|-+)\W*$",
    re.IGNORECASE,
)


def stated_review(commit: Commit) -> str:
    """What a commit says in ``Review:`` trailers; empty if it says nothing, or that there was no review."""
    if not _REVIEW.search(commit.message):
        return ""
    stated = read_message(commit.message).values("Review")
    return "; ".join(value for value in stated if not _NO_REVIEW.match(value))


def _named(commit: Commit) -> tuple[str, ...]:
    if not any(name.casefold() in commit.message.casefold() for name in ANSWERING):
        return ()
    message = read_message(commit.message)
    values = (value for name in ANSWERING for value in message.values(name))
    return tuple(dict.fromkeys(found for value in values for found in references_in_text(value)))
