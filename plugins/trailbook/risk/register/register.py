"""The risk register: every threat once, ordered by the risk that is left."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trailbook.records.kinds.threat_model import Rating
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.risk.register.occurrences import Occurrence, occurrences
from trailbook.risk.register.protection import sources
from trailbook.risk.register.same_threats import same_threats
from trailbook.risk.scoring.scheme import Scheme


@dataclass(frozen=True)
class Entry:
    """One threat with all models that state it. Its ratings are the highest of theirs."""

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


def register(knowledge: KnowledgeBase, scheme: Scheme, published: Iterable[str]) -> list[Entry]:
    """The entries of the published models, highest residual risk first, then highest inherent risk.

    Threats that are the same share an entry (``risk.sameness``).
    """
    ids = frozenset(published)
    stated = {ref: one for ref, one in occurrences(knowledge).items() if one.model.id in ids}
    groups = {tuple(ref for ref in group if ref in stated) for group in same_threats(knowledge).values()}
    entries = [_entry(knowledge, scheme, tuple(stated[ref] for ref in group)) for group in groups if group]
    place = {reference: number for number, reference in enumerate(stated)}
    order = scheme.order
    return sorted(entries, key=lambda e: (-order(e.residual), -order(e.inherent), place[e.references[0]]))


def _entry(knowledge: KnowledgeBase, scheme: Scheme, members: tuple[Occurrence, ...]) -> Entry:
    inherent = max((member.threat.inherent for member in members), key=scheme.order)
    residual = max((member.threat.residual for member in members), key=scheme.order)
    incidents = sources(knowledge, [member.reference for member in members], "realises")
    return Entry(members, inherent, residual, tuple(incidents))


def heat(ratings: Iterable[Rating], scheme: Scheme) -> Mapping[tuple[str, str], int]:
    """How many ratings stand in each field of the matrix, by likelihood and impact. Empty fields count 0."""
    counts = {(likelihood, impact): 0 for likelihood in scheme.likelihoods for impact in scheme.impacts}
    for rating in ratings:
        counts[scheme.place(rating)] += 1
    return counts
