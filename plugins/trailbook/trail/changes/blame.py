"""Why each item and section reads as it does: the decisions on it, each with its kind, from the newest to the first."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from trailbook.trail.changes.change import Change, is_mapping
from trailbook.trail.changes.derived import is_derived
from trailbook.trail.changes.page_moves import came_in, went_away
from trailbook.trail.decision_kinds import MEANING, DecisionKind, decision_kind, is_hinted
from trailbook.trail.decisions import Decision, Trail


@dataclass(frozen=True)
class DecisionStep:
    """What one decision did to an item or a record: its kind, and its changes of that alone.

    ``hint`` says that the kind follows from the wording, and that no fact shows it.
    """

    decision: Decision
    kind: DecisionKind
    hint: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Why:
    """Why something reads as it does: all that was decided on it, newest first, down to the decision it began with.

    An item that was removed and came back began with the decision that brought it back.
    """

    steps: tuple[DecisionStep, ...]

    @property
    def founded(self) -> DecisionStep:
        """The decision that it began with."""
        return self.steps[-1]

    @property
    def meaning(self) -> DecisionStep:
        """The last decision that changed what it means; where none is known to, the last that worded it anew.

        It is never one that only corrected its spelling, moved it, or brought evidence.
        """
        found = next((step for step in self.steps if step.kind in MEANING), self.founded)
        if found is self.founded:
            return next((step for step in self.steps if step.kind == "reworded"), self.founded)
        return found

    @property
    def counts(self) -> Counter[tuple[DecisionKind, bool]]:
        """How many other decisions of each kind there are; those that hints alone tell are counted apart."""
        shown = (self.founded, self.meaning)
        return Counter((step.kind, step.hint) for step in self.steps if not any(step is other for other in shown))

    @property
    def commits(self) -> tuple[str, ...]:
        """The commits of all of them."""
        return tuple(step.decision.commit for step in self.steps)


def why(trail: Trail) -> Why:
    """Why a whole record or page reads as it does."""
    steps: list[DecisionStep] = []
    ended = False
    for decision in reversed(trail.decisions):
        step = _step(decision, decision.changes, None, ended)
        if step.kind == "restored":
            steps = []
        ended = ended or step.kind == "removed"
        steps.append(step)
    return Why(tuple(reversed(steps)))


def whys(trail: Trail) -> dict[str, Why]:
    """Why each item and section of a record reads as it does, by the ids they have after the newest decision."""
    return {item: Why(tuple(steps)) for item, steps in steps_of_items(trail).items()}


def steps_of_items(trail: Trail) -> dict[str, Iterator[DecisionStep]]:
    """The steps of each item and section, newest first, as ``whys`` has them, each worked out when it is asked for."""
    return {
        item: (_step(*one) for one in reversed(known.decided))
        for item, known in _followed(trail).items()
        if known.decided
    }


def is_gone(trail: Trail) -> bool:
    """Whether the newest decision removed the whole record."""
    return any(change.item is None and _is_end(change) for change in trail.decisions[0].changes)


def headings(trail: Trail) -> dict[str, str]:
    """The headings of a page's sections as they were committed last, by the ids that the sections have."""
    return {item: known.title for item, known in _followed(trail).items() if known.title}


@dataclass
class _Known:
    """What is known of an item so far: what makes its steps, the oldest first, and its heading."""

    decided: list[tuple[Decision, tuple[Change, ...], str, bool]] = field(default_factory=list)
    title: str = ""


def _followed(trail: Trail) -> dict[str, _Known]:
    """Every item that is there after the newest decision, followed through the ids it had.

    Ids may be exchanged in one revision, and one that was removed may begin anew.
    """
    known: dict[str, _Known] = {}
    ended: set[str] = set()
    for decision in reversed(trail.decisions):
        changes = [change for change in decision.changes if change.item is not None and not is_derived(change)]
        gone = {change.item for change in changes if _is_end(change)}
        ids = {str(change.before): str(change.item) for change in changes if _is_new_id(change)}
        known = {ids.get(id, id): found for id, found in known.items() if id not in gone}
        ended |= {str(id) for id in gone}
        for item, own in _by_item(change for change in changes if not _is_end(change)):
            found = known.setdefault(item, _Known())
            one = decision, own, item, item in ended
            if found.decided or _step(*one).kind != "moved":
                found.decided.append(one)
            found.title = next(filter(None, map(_title, reversed(own))), found.title)
    return known


def _by_item(changes: Iterable[Change]) -> Iterator[tuple[str, tuple[Change, ...]]]:
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(str(change.item), []).append(change)
    yield from ((item, tuple(own)) for item, own in found.items())


def _step(decision: Decision, changes: Sequence[Change], item: str | None, ended: bool) -> DecisionStep:
    kind = decision_kind(changes, item, ended_before=ended)
    return DecisionStep(
        decision, kind, kind in ("weakened", "mixed", "strengthened") and is_hinted(changes), tuple(changes)
    )


def _title(change: Change) -> str:
    if change.field == "title":
        return str(change.after or "")
    if change.field is None and (change.kind == "added" or came_in(change)) and is_mapping(change.after):
        return str(change.after.get("title") or "")
    return ""


def _is_end(change: Change) -> bool:
    return change.field is None and (change.kind == "removed" or went_away(change))


def _is_new_id(change: Change) -> bool:
    return change.kind == "moved" and change.field == "id"
