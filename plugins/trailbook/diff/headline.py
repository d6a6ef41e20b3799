"""The difference in a sentence or two."""

from trailbook.diff.faults import errors
from trailbook.diff.model import Difference, End
from trailbook.diff.outline import Code, Row, count, listed


def headline(difference: Difference) -> str:
    """What changed, in numbers, and what could not be judged, in a sentence each."""
    told = (_unread(difference.unread), _changes(difference))
    return " ".join(one for one in told if one)


def _unread(records: tuple[str, ...]) -> str:
    if not records:
        return ""
    return f"{listed(records)} can't be read, so {'its' if len(records) == 1 else 'their'} changes are not judged."


def _changes(difference: Difference) -> str:
    counts = difference.counts
    if not counts.changes:
        return "" if difference.unread else "No record changes."
    effects = [count(counts.weakens, "weakens", "weaken"), count(counts.strengthens, "strengthens", "strengthen")]
    told = ", ".join(effect for effect in effects if effect) or "none weakens or strengthens anything"
    return f"{count(counts.changes, 'change')} in {count(counts.records, 'record')}: {told}."


def attention(difference: Difference) -> str:
    """What somebody has to act on, in numbers; empty where there is nothing."""
    missing = sum(one.state != "given" for one in difference.sign_offs)
    told = (
        count(len(errors(difference)), "new problem"),
        count(len(difference.links), "broken or stale link"),
        count(missing, "sign-off needed", "sign-offs needed"),
        count(len(difference.unexplained), "commit without a reason", "commits without a reason"),
    )
    return ", ".join(one for one in told if one)


def compared(difference: Difference) -> Row:
    """What was compared with what."""
    commits = count(difference.counts.commits, "commit") or "no commit"
    return "From ", *_end(difference.base), " to ", *_end(difference.head), f", {commits}"


def older(difference: Difference) -> str:
    """What became of the problems that the earlier state had; empty where it had none."""
    told = (
        difference.older and f"{count(difference.older, 'older problem or notice', 'older problems and notices')} stay",
        difference.solved and f"{count(difference.solved, 'problem or notice is', 'problems and notices are')} solved",
    )
    return "; ".join(one for one in told if one)


def _end(end: End) -> Row:
    if end.commit is None:
        return (end.name,)
    commit = Code(end.commit[:10])
    return (commit,) if end.commit.startswith(end.name) else (Code(end.name), " at ", commit)
