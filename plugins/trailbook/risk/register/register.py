"""The risk register: every threat once, ordered by the risk that is left, and what of it is above the appetite."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trailbook.records.kinds.policy import Control, Policy
from trailbook.records.kinds.threat_model import Threat, ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.ratings import Rating
from trailbook.records.references import record_of
from trailbook.records.states import SET_ASIDE, counts, is_current
from trailbook.risk.scoring.scheme import Scheme

# -- threats and controls where records state them -----------------------------------------------


@dataclass(frozen=True)
class StatedThreat:
    """A threat with the model that states it, and its full reference, ``TM-EXPENSES.T3``."""

    reference: str
    model: ThreatModel
    threat: Threat


@dataclass(frozen=True)
class StatedControl:
    """A control with the policy that states it, and its full reference, ``POL-SHARING.C2``."""

    reference: str
    policy: Policy
    control: Control


def stated_threat(knowledge: KnowledgeBase, reference: str) -> StatedThreat:
    """The threat of a full reference. Raises ``LookupError`` if there is none."""
    model, threat = knowledge.records[record_of(reference)], knowledge.items[reference]
    if not (isinstance(model, ThreatModel) and isinstance(threat, Threat)):
        raise LookupError(f"{reference} is no threat")
    return StatedThreat(reference, model, threat)


def stated_control(knowledge: KnowledgeBase, reference: str) -> StatedControl:
    """The control of a full reference. Raises ``LookupError`` if there is none."""
    policy, control = knowledge.records[record_of(reference)], knowledge.items[reference]
    if not (isinstance(policy, Policy) and isinstance(control, Control)):
        raise LookupError(f"{reference} is no control")
    return StatedControl(reference, policy, control)


def stated_threats(knowledge: KnowledgeBase) -> dict[str, StatedThreat]:
    """Every threat by its full reference, in the order of the models' ids and of their files."""
    models = knowledge.of_kind(ThreatModel)
    found = (StatedThreat(f"{model.id}.{threat.id}", model, threat) for model in models for threat in model.threats)
    return {stated.reference: stated for stated in found}


def stated_controls(knowledge: KnowledgeBase) -> dict[str, StatedControl]:
    """Every control by its full reference, in the order of the policies' ids and of their files."""
    policies = knowledge.of_kind(Policy)
    found = (StatedControl(f"{p.id}.{control.id}", p, control) for p in policies for control in p.controls)
    return {stated.reference: stated for stated in found}


# -- threats of several models that are the same -------------------------------------------------


def same_threats(knowledge: KnowledgeBase) -> Mapping[str, tuple[str, ...]]:
    """For each threat, by full reference, all threats that it is the same as, including itself.

    Only what a record states counts: a threat that names another under ``same_as``. The relation is symmetric and
    transitive (A is B and B is C, so A is C). Nothing is concluded from titles, categories or framework ids: two
    threats may share all of these and differ in what has to be done about them. Each group is in the order of the
    knowledge base, so its first member can represent it.
    """
    threats = list(stated_threats(knowledge))
    groups: dict[str, list[str]] = {threat: [threat] for threat in threats}
    for link in knowledge.links:
        if link.relation == "same-as" and (group := groups[link.source]) is not (other := groups[link.target]):
            group += other
            groups.update(dict.fromkeys(other, group))
    place = {threat: number for number, threat in enumerate(threats)}
    return {threat: tuple(sorted(groups[threat], key=place.__getitem__)) for threat in threats}


def once_per_group(references: Iterable[str], groups: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The references, in order, in which the first member of each group represents all of its threats."""
    return tuple(dict.fromkeys(groups[reference][0] if reference in groups else reference for reference in references))


# -- the register --------------------------------------------------------------------------------


@dataclass(frozen=True)
class RegisterEntry:
    """One threat with all models that state it.

    Its ratings are the highest among the members that are not false positives, or among all members if all are.
    """

    members: tuple[StatedThreat, ...]
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
        return any(counts(member.threat) for member in self.members)

    def is_above_appetite(self, scheme: Scheme) -> bool:
        """Whether any member is above the appetite by itself: the entry then counts once, however many members are."""
        return any(is_above_appetite(member.threat, scheme) for member in self.members)

    def accepted_above(self, scheme: Scheme) -> tuple[Threat, ...]:
        """The members above the appetite that somebody accepted; none where one that nobody accepted is above it."""
        threats = [member.threat for member in self.members]
        return () if self.is_above_appetite(scheme) else accepted_above_appetite(threats, scheme)


def is_above_appetite(threat: Threat, scheme: Scheme) -> bool:
    """Whether a threat's residual risk exceeds the appetite, nobody accepted it, and it is not a false positive.

    This is the one definition for the register, the dashboards, releases and the applications' pages. An acceptance or
    a false positive speaks for the model that states it: the same threat in another model is judged by what that says.
    """
    return threat.state not in SET_ASIDE and scheme.exceeds(threat.residual)


def accepted_above_appetite(threats: Iterable[Threat], scheme: Scheme) -> tuple[Threat, ...]:
    """The threats whose residual risk exceeds the appetite, and which somebody accepted: ``is_above_appetite`` leaves
    them out, so whoever counts by it says of these that they are accepted."""
    return tuple(threat for threat in threats if threat.state == "accepted" and scheme.exceeds(threat.residual))


def register(knowledge: KnowledgeBase, scheme: Scheme, published: Iterable[str]) -> list[RegisterEntry]:
    """The entries of the published models that are current, highest residual risk first, then highest inherent risk.

    Threats that are the same share an entry (see ``same_threats``).
    """
    ids = frozenset(published)
    threats = stated_threats(knowledge).items()
    stated = {ref: found for ref, found in threats if found.model.id in ids and is_current(found.model)}
    groups = {tuple(ref for ref in group if ref in stated) for group in same_threats(knowledge).values()}
    entries = [_entry(knowledge, scheme, tuple(stated[ref] for ref in group)) for group in groups if group]
    place = {reference: number for number, reference in enumerate(stated)}
    order = scheme.order
    return sorted(entries, key=lambda e: (-order(e.residual), -order(e.inherent), place[e.references[0]]))


def counted(knowledge: KnowledgeBase, scheme: Scheme, published: Iterable[str]) -> list[RegisterEntry]:
    """The entries of the register that are risks, in its order: those whose members are all false positives are not."""
    return [entry for entry in register(knowledge, scheme, published) if entry.counts]


def _entry(knowledge: KnowledgeBase, scheme: Scheme, members: tuple[StatedThreat, ...]) -> RegisterEntry:
    counting = [member for member in members if counts(member.threat)] or members
    inherent = max((member.threat.inherent for member in counting), key=scheme.order)
    residual = max((member.threat.residual for member in counting), key=scheme.order)
    incidents = knowledge.sources([member.reference for member in members], "realises")
    return RegisterEntry(members, inherent, residual, tuple(incidents))


def heat(ratings: Iterable[Rating], scheme: Scheme) -> Mapping[tuple[str, str], int]:
    """How many ratings fall into each field of the matrix, by likelihood and impact. Empty fields count 0."""
    fields = {(likelihood, impact): 0 for likelihood in scheme.likelihoods for impact in scheme.impacts}
    for rating in ratings:
        fields[scheme.place(rating)] += 1
    return fields
