"""The risk register: every threat once, ordered by the risk that is left, and which of them are above the appetite."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trailbook.records.kinds.threat_model import Threat
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.ratings import Rating
from trailbook.records.states import SET_ASIDE
from trailbook.risk.register.occurrences import Occurrence, occurrences
from trailbook.risk.register.same_threats import same_threats
from trailbook.risk.scoring.scheme import Scheme


@dataclass(frozen=True)
class Entry:
    """One threat with all models that state it.

    Its ratings are the highest among the members that are not false positives, or among all members if all are.
    """

    members: tuple[Occurrence, ...]
    inherent: Rating
    residual: Rating
    incidents: tuple[str, ...]

    @property
    def references(self) -> tuple[str, ...]:
        """The full references of its members."""
        return tuple(member.reference for member in self.members)

    @property
    def title(self) -> str:
        """What its first member is called."""
        return self.members[0].threat.title

    @property
    def counts(self) -> bool:
        """Whether it is a risk at all: whether any member is not a false positive."""
        return any(member.threat.state != "false-positive" for member in self.members)

    def is_above_appetite(self, scheme: Scheme) -> bool:
        """Whether any member is above the appetite by itself: the entry then counts once, however many members are."""
        return any(is_above_appetite(member.threat, scheme) for member in self.members)


def is_above_appetite(threat: Threat, scheme: Scheme) -> bool:
    """Whether a threat's residual risk exceeds the appetite, nobody accepted it, and it is not a false positive.

    This is the one definition for the register, the dashboards, releases and the applications' pages. An acceptance or
    a false positive speaks for the model that states it: the same threat in another model is judged by what that says.
    """
    return threat.state not in SET_ASIDE and scheme.exceeds(threat.residual)


def register(knowledge: KnowledgeBase, scheme: Scheme, published: Iterable[str]) -> list[Entry]:
    """The entries of the published models, highest residual risk first, then highest inherent risk.

    Threats that are the same share an entry (see ``same_threats``).
    """
    ids = frozenset(published)
    stated = {ref: one for ref, one in occurrences(knowledge).items() if one.model.id in ids}
    groups = {tuple(ref for ref in group if ref in stated) for group in same_threats(knowledge).values()}
    entries = [_entry(knowledge, scheme, tuple(stated[ref] for ref in group)) for group in groups if group]
    place = {reference: number for number, reference in enumerate(stated)}
    order = scheme.order
    return sorted(entries, key=lambda e: (-order(e.residual), -order(e.inherent), place[e.references[0]]))


def _entry(knowledge: KnowledgeBase, scheme: Scheme, members: tuple[Occurrence, ...]) -> Entry:
    counting = [member for member in members if member.threat.state != "false-positive"] or members
    inherent = max((member.threat.inherent for member in counting), key=scheme.order)
    residual = max((member.threat.residual for member in counting), key=scheme.order)
    incidents = knowledge.sources([member.reference for member in members], "realises")
    return Entry(members, inherent, residual, tuple(incidents))


def heat(ratings: Iterable[Rating], scheme: Scheme) -> Mapping[tuple[str, str], int]:
    """How many ratings stand in each field of the matrix, by likelihood and impact. Empty fields count 0."""
    counts = {(likelihood, impact): 0 for likelihood in scheme.likelihoods for impact in scheme.impacts}
    for rating in ratings:
        counts[scheme.place(rating)] += 1
    return counts
