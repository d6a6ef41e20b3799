"""Which applications use which services: by a connector of the register, or past it, and under which credentials.

From this follows what is within reach of whoever holds a token of a connector: the applications that use it, their
flows, the data, and whom to call.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from trailbook.records.kinds.playbook import Playbook
from trailbook.records.kinds.threat_model import Component, DataAsset, Flow, ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.model import OwnedRecord
from trailbook.records.references import record_of, source_of
from trailbook.records.states import is_current
from trailbook.records.vocabulary import SENSITIVITIES, Sensitivity
from trailbook.risk.threats.findings import Finding
from trailbook.risk.threats.model_view import ModelView, talk_by_connector
from trailbook.risk.threats.rules import connector_beyond_its_data, connector_blocked, connector_not_vetted
from trailbook.risk.threats.rules.service_off_the_register import (
    is_chosen_at_run_time,
    is_registered,
    off_the_register,
)

_NOTHING_ELSE = KnowledgeBase({}, (), ())


@dataclass(frozen=True)
class ServiceUse:
    """One application's use of one service: the components that stand for it, and the flows to and from them.

    ``service`` is the id of a connector, or what components are called that no entry of the register covers. Left out
    is a flow that runs by the connector of the component at its other end. Of the ``flows``, those in ``through`` run
    over the service as far as the model says; the others are of a program that reaches its neighbours beside it.
    ``moved`` is the data in the flows, which may pass through the service, ``sent`` that in those ``through`` it, and
    ``kept`` what the components keep.
    """

    model: ThreatModel
    service: str
    components: tuple[Component, ...]
    flows: tuple[Flow, ...]
    moved: tuple[DataAsset, ...]
    kept: tuple[DataAsset, ...]
    through: tuple[Flow, ...]
    sent: tuple[DataAsset, ...]

    @cached_property
    def data(self) -> tuple[DataAsset, ...]:
        """All of that data, the most sensitive first."""
        found = {asset.id: asset for asset in (*self.moved, *self.kept)}.values()
        return tuple(sorted(found, key=lambda asset: -SENSITIVITIES.index(asset.sensitivity)))

    @cached_property
    def beside(self) -> tuple[DataAsset, ...]:
        """What of the data the components handle beside the service: no flow over it carries it, and none keeps it."""
        known = {asset.id for asset in (*self.sent, *self.kept)}
        return tuple(asset for asset in self.data if asset.id not in known)

    @cached_property
    def carried(self) -> tuple[DataAsset, ...]:
        """The rest of the data: what flows over the service carry, and what it keeps, as far as the model says."""
        beside = {asset.id for asset in self.beside}
        return tuple(asset for asset in self.data if asset.id not in beside)

    @cached_property
    def credentials(self) -> tuple[str, ...]:
        """The accounts and connections under which data moves over the service, as its flows name them, each once."""
        return tuple(dict.fromkeys(flow.identity for flow in self.through if flow.identity))

    @property
    def is_chosen_at_run_time(self) -> bool:
        """Whether only the run decides which service this is."""
        return all(map(is_chosen_at_run_time, self.components))

    @property
    def references(self) -> tuple[str, ...]:
        """The components and flows, as other records name them."""
        return tuple(f"{self.model.id}.{item.id}" for item in (*self.components, *self.flows))


def highest(assets: Iterable[DataAsset]) -> Sensitivity | None:
    """The sensitivity of the most sensitive of some data; None if there is none."""
    return max((asset.sensitivity for asset in assets), key=SENSITIVITIES.index, default=None)


_BEYOND = {rule.RULE.id for rule in (connector_beyond_its_data, connector_blocked, connector_not_vetted)}


def connector_uses(model: ThreatModel) -> Iterator[ServiceUse]:
    """The use of each connector that a model names, in the order of its components."""
    view = ModelView(model, _NOTHING_ELSE)
    yield from _uses(view, ((part.connector, part) for part, _ in view.components() if part.connector))


def all_connector_uses(knowledge: KnowledgeBase) -> Iterator[ServiceUse]:
    """The uses of connectors by all applications that are not retired, model by model."""
    for model in _in_use(knowledge):
        yield from connector_uses(model)


def exceeding_uses(uses: Iterable[ServiceUse], found: Iterable[Finding]) -> Mapping[tuple[str, str], Finding]:
    """The uses that go beyond what the register allows, by model and connector, each with such a finding.

    The rules find them: data above what the connector may carry, connectors that are blocked or retired, and those that
    nobody has decided on. What was called a false positive is left out, what was accepted is not.
    """
    beyond = {
        (finding.model, element): finding
        for finding in sorted(found, key=lambda finding: finding.rule.id == connector_not_vetted.RULE.id, reverse=True)
        if finding.rule.id in _BEYOND and finding.state != "false-positive"
        for element in finding.elements
    }
    hits = ((use, beyond.get((use.model.id, part.id))) for use in uses for part in use.components)
    return {(use.model.id, use.service): finding for use, finding in hits if finding}


def unregistered_uses(knowledge: KnowledgeBase) -> Mapping[str, tuple[ServiceUse, ...]]:
    """The uses of services that no entry of the register covers, by what they are called, the most used first.

    Components of one name are one service, whatever follows the name in brackets: a credential, mostly. A store that is
    signed in to is one too, called by what it is built with.
    """
    return _off_the_register_by_name(knowledge, chosen_at_run_time=False)


def uses_chosen_at_run_time(knowledge: KnowledgeBase) -> Mapping[str, tuple[ServiceUse, ...]]:
    """The uses of what is another service whenever an address leads elsewhere, so that no register can have it."""
    return _off_the_register_by_name(knowledge, chosen_at_run_time=True)


def _off_the_register_by_name(
    knowledge: KnowledgeBase, *, chosen_at_run_time: bool
) -> Mapping[str, tuple[ServiceUse, ...]]:
    found: dict[str, list[ServiceUse]] = {}
    names: dict[str, str] = {}
    for model in _in_use(knowledge):
        view = ModelView(model, knowledge)
        parts = (part for part in _off_the_register(view) if is_chosen_at_run_time(part) is chosen_at_run_time)
        for use in _uses(view, ((names.setdefault((name := called(part)).casefold(), name), part) for part in parts)):
            found.setdefault(use.service, []).append(use)
    return {name: tuple(found[name]) for name in sorted(found, key=lambda name: (-len(found[name]), name.casefold()))}


def _off_the_register(view: ModelView) -> Iterator[Component]:
    yield from off_the_register(view)
    for store, _ in view.components("data-store"):
        if view.is_signed_in_to(store) and not is_registered(view, store):
            yield store


def called(part: Component) -> str:
    """What the service is called that a component stands for, without what is in brackets behind it."""
    name = (part.technology if part.type == "data-store" else "") or part.name
    return name.partition(" (")[0].strip() or name


def shared_credentials(uses: Iterable[ServiceUse]) -> Mapping[tuple[str, str], tuple[ServiceUse, ...]]:
    """The uses that several applications make of one service under a credential of one name, by these two.

    That the names are equal is all that records show: whoever keeps the credential knows whether it is one.
    """
    found: dict[tuple[str, str], list[ServiceUse]] = {}
    for use in uses:
        for credential in use.credentials:
            found.setdefault((use.service, credential), []).append(use)
    return {key: tuple(group) for key, group in found.items() if len({use.model.id for use in group}) > 1}


@dataclass(frozen=True)
class Affected:
    """What is within reach of whoever holds a token of a connector, by what is on record."""

    connector: str
    uses: tuple[ServiceUse, ...]
    owners: Mapping[str, tuple[str, ...]]
    """What each owner answers for, by the owner: whom to call."""
    steps: Mapping[str, tuple[str, ...]]
    """The steps against threats to the components and flows, by their playbook: first those for incidents."""

    @property
    def highest(self) -> Sensitivity | None:
        """The sensitivity of the most sensitive data within reach; None if none is stated."""
        return highest(asset for use in self.uses for asset in use.data)


def affected(connector: str, knowledge: KnowledgeBase) -> Affected:
    """What is affected if a token of a connector leaks. An application that is retired is so no longer."""
    models = _users(connector, knowledge) if connector in knowledge.records else _in_use(knowledge)
    uses = (use for model in models for use in connector_uses(model) if use.service == connector)
    return _affected(connector, tuple(uses), knowledge)


def all_affected(knowledge: KnowledgeBase, source: str = "") -> list[Affected]:
    """What is affected for each connector that an application uses, by its id.

    With a ``source`` only the applications of that repository count, and no record of any other is read.
    """
    found: dict[str, list[ServiceUse]] = {}
    for model in _in_use_there(knowledge, source) if source else _in_use(knowledge):
        for use in connector_uses(model):
            found.setdefault(use.service, []).append(use)
    return [_affected(id, tuple(sorted(found[id], key=lambda use: use.model.id)), knowledge) for id in sorted(found)]


def _affected(connector: str, uses: tuple[ServiceUse, ...], knowledge: KnowledgeBase) -> Affected:
    record = knowledge.records.get(connector)
    owners: dict[str, dict[str, None]] = {}
    for owner, reference in _owned(record if isinstance(record, OwnedRecord) else None, uses):
        owners.setdefault(owner, {})[reference] = None
    return Affected(
        connector,
        uses,
        {owner: tuple(references) for owner, references in owners.items()},
        _steps([connector, *(reference for use in uses for reference in use.references)], knowledge),
    )


def _owned(record: OwnedRecord | None, uses: Iterable[ServiceUse]) -> Iterator[tuple[str, str]]:
    if record:
        yield record.owner, record.id
    for use in uses:
        yield use.model.owner, use.model.id
        for part in use.components:
            if part.owner != use.model.owner:
                yield part.owner, f"{use.model.id}.{part.id}"


def _steps(references: list[str], knowledge: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    threats = knowledge.sources(references, "affects")
    against = set(knowledge.sources(threats, "mitigates"))
    records = map(knowledge.records.get, {record_of(step) for step in against})
    books = [record for record in records if isinstance(record, Playbook)]
    found = {
        book.id: tuple(step for item in book.steps if (step := f"{book.id}.{item.id}") in against)
        for book in sorted(books, key=lambda book: (book.use != "respond", book.id))
    }
    return {id: steps for id, steps in found.items() if steps}


def _users(connector: str, knowledge: KnowledgeBase) -> Iterator[ThreatModel]:
    """The models in use with a component that names an entry of the register: what links say, so that no other is read.

    There is a page for each entry, and there may be thousands of models.
    """
    for id in sorted({record_of(part) for part in knowledge.sources([connector], "uses")}):
        record = knowledge.records.get(id)
        if isinstance(record, ThreatModel) and is_current(record):
            yield record


def _in_use(knowledge: KnowledgeBase) -> Iterator[ThreatModel]:
    return filter(is_current, knowledge.of_kind(ThreatModel))


def _in_use_there(knowledge: KnowledgeBase, source: str) -> Iterator[ThreatModel]:
    for id in sorted(id for id in knowledge.ids if source_of(id) == source):
        record = knowledge.records[id]
        if isinstance(record, ThreatModel) and is_current(record):
            yield record


def _uses(view: ModelView, named: Iterable[tuple[str, Component]]) -> Iterator[ServiceUse]:
    parts: dict[str, list[Component]] = {}
    for service, part in named:
        parts.setdefault(service, []).append(part)
    for service, components in parts.items():
        ends = frozenset(part.id for part in components)
        flows = [
            flow for flow, _ in view.flows() if any(_uses_it(part, other) for part, other in _at(view, flow, ends))
        ]
        through = [flow for flow in flows if any(talk_by_connector(*pair) for pair in _at(view, flow, ends))]
        kept = {asset.id: asset for part in components for asset in view.kept_in(part)}
        yield ServiceUse(
            view.model,
            service,
            tuple(components),
            tuple(flows),
            _data(view, flows),
            tuple(kept.values()),
            tuple(through),
            _data(view, through),
        )


def _at(view: ModelView, flow: Flow, ends: Container[str]) -> Iterator[tuple[Component, Component | None]]:
    """The components among ``ends`` at the ends of a flow, each with the component at the other end."""
    source, target = view.source(flow), view.target(flow)
    for part, other in ((source, target), (target, source)):
        if part and part.id in ends:
            yield part, other


def _uses_it(part: Component, other: Component | None) -> bool:
    """Whether a flow between the two may be a use of the first one's service, and is not one of the other's alone."""
    return talk_by_connector(part, other) or not other or other.connector in (None, part.connector)


def _data(view: ModelView, flows: Iterable[Flow]) -> tuple[DataAsset, ...]:
    return tuple({asset.id: asset for flow in flows for asset in view.assets(flow)}.values())
