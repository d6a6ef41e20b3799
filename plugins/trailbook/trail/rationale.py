"""Why a decision was taken: the rationale ladder.

From the strongest source to the weakest: a ``Rationale:`` trailer, the prose of the commit, the prose of
the merge that brought the commit to the main line, the title, nothing. The rung is always shown. The title
of a pull request, which forges copy into its merge, is a title too: it names what was done, not why. Prose
that says no more than that something changed is no reason.
"""

import re

from trailbook.records.references import references_in_text
from trailbook.trail.decisions import Rationale
from trailbook.trail.git.commits import Commit
from trailbook.trail.messages import Message, read_message

# Titles that tools write, or that say no more than that something changed.
_EMPTY_TITLE = re.compile(
    r"^(merge\b.*|wip|fix(up|es|ed)?!?|update[sd]?|changes?|initial commit|\.+"
    r"|(create|update|add|delete) \S+\.(md|ya?ml))$",
    re.IGNORECASE,
)
_LITTLE = r"(some|more|minor|small|tiny|little|various|misc|miscellaneous|further|few|mostly|several|quick|another|a)"
_DONE = (
    r"(wip|work in progress|fix(es|ed|ing|ups?)?|updat(e[sd]?|ing)|edit(s|ed|ing)?|chang(e[sd]?|ing)"
    r"|typos?|tweak(s|ed)?|correct(s|ed|ions?)|improv(e[sd]?|ements?)|amend(s|ed|ments?)|adjust(s|ed|ments?)"
    r"|clean(ed|ing)?[ -]?up"
    r"|rebased?|reformat(ted)?|reword(ed|ing)?|spelling|grammar|grammatical|wording|casing|format(ted|ting)?|punctuation"
    r"|whitespace|editorial|cosmetics?|nits?|lint(ing)?|links?|errors?|mistakes?|misspellings?)"
)
_THING = (
    r"(the |this |an? )?"
    r"(files?|documents?|docs?|documentation|page|text|policy|control|record|content|version|\S+\.(md|ya?ml))"
)
_EMPTY_LINE = re.compile(
    rf"^[\W_]*(({_LITTLE},? )*{_DONE}([,/&]? ?(and )?({_LITTLE} )*{_DONE})*( (to|in|of|for))?( {_THING})?"
    r"|see (the )?(title|above|subject|issue|ticket|pr|pull request|merge request|discussion|diff)"
    r"|(as|per) (above|agreed|asked|discussed|requested|stated|suggested|titled?)"
    r"|(as )?per (the |our |your )?(title|(review )?(comments?|discussion|feedback)|review|requests?"
    r"|suggestions?|meeting|email)"
    r"|(address(es|ed|ing)?|appl(y|ied)|incorporated?) (the )?(pr |review )?(comments?|feedback|suggestions?)"
    r"|(no )?(description|comment|reason)|n/?a|none|tbd|todo|ditto|same|as before|self[ -]explanatory)?[\W_]*$",
    re.IGNORECASE,
)
"""A line of prose that says no more than that something changed, or that it is explained elsewhere."""
_LONGEST = 400
"""More characters than this are not looked through for such lines."""


def _says_something(prose: str) -> bool:
    """Whether at least one line of a text does more than say that something changed."""
    return len(prose) > _LONGEST or not all(map(_EMPTY_LINE.match, map(str.strip, prose.splitlines())))


def rationale(commit: Commit, merge: Commit | None) -> Rationale:
    """The reason for a commit. ``merge`` is the one that brought it to the main line, if any."""
    message = read_message(commit.message)
    if stated := _stated(message):
        return Rationale(stated, "trailer", commit.id)
    if _says_something(message.prose):
        return Rationale(message.prose, "body", commit.id)
    if merge is not None:
        explained = read_message(merge.message)
        if stated := _stated(explained):
            return Rationale(stated, "merge", merge.id)
        if _says_something(explained.prose):
            return Rationale(explained.prose, "merge", merge.id)
        if explained.request and not _EMPTY_TITLE.match(explained.request):
            return Rationale(explained.request, "title", merge.id)
    title = message.request or message.title
    if title and not _EMPTY_TITLE.match(title):
        return Rationale(title, "title", commit.id)
    return Rationale("", "none", commit.id)


def _stated(message: Message) -> str:
    return "\n\n".join(filter(_says_something, message.values("Rationale")))


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
