"""The estate: all applications, the connectors that they share, and the data that they hold, in one picture."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from trailbook.diagrams.drawing.legend import WEIGHTS
from trailbook.diagrams.drawing.picture import Link, Picture, draw
from trailbook.diagrams.drawing.scene import Edge, Frame, Node, Pill, Scene
from trailbook.diagrams.models.descriptions import count_noun, describe_data, legible_name
from trailbook.diagrams.models.model_map import UNSTATED
from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.threat_model import DataAsset, ThreatModel
from trailbook.records.states import shown_vetting
from trailbook.records.vocabulary import SENSITIVITIES, Sensitivity, words
from trailbook.risk.register.connector_uses import ServiceUse, connector_uses, highest
from trailbook.risk.threats.findings import Finding
from trailbook.text.prose import listed

SLIM = 212.0
"""The width of the cards, in pixels."""
FEW = 8
"""The most applications in one column; more are placed on both sides of the connectors."""
MOST = 60
"""The most applications in the picture of a page; of more, those that use the most connectors are drawn."""


@dataclass(frozen=True)
class Estate:
    """The applications and connectors to show, in the order of their ids.

    A connector that a model refers to and that is not in the register is shown by its id.
    """

    models: tuple[ThreatModel, ...]
    connectors: tuple[Connector, ...]
    exceeding: Mapping[tuple[str, str], Finding] = field(default_factory=dict)
    """What the rules found in uses beyond what the register allows, by model and connector: ``exceeding_uses``."""
    left_out: int = 0
    """How many applications are not shown."""

    @cached_property
    def uses(self) -> tuple[ServiceUse, ...]:
        """The use of each connector by each application, in the order of the applications."""
        return tuple(use for model in self.models for use in connector_uses(model))

    @cached_property
    def in_doubt(self) -> tuple[ServiceUse, ...]:
        """The other uses that may go beyond it: they handle more than the connector may carry, in no flow over it."""
        limits = {connector.id: connector.data_up_to for connector in self.connectors}
        return tuple(
            use
            for use in self.uses
            if use.service in limits
            and (use.model.id, use.service) not in self.exceeding
            and any(_is_above(asset, limits[use.service]) for asset in use.beside)
        )

    @cached_property
    def shared(self) -> tuple[str, ...]:
        """The ids of all connectors that an application uses, on the register or not, the most used first."""
        used = Counter(use.service for use in self.uses)
        return tuple(sorted(used, key=lambda connector: (-used[connector], connector)))

    @cached_property
    def unused(self) -> tuple[str, ...]:
        """The ids of the connectors on the register that no application uses."""
        return tuple(connector.id for connector in self.connectors if connector.id not in self.shared)

    def drawn(self) -> "Estate":
        """As much of the estate as a page can show: with few applications all, otherwise the most connected."""
        if len(self.models) <= MOST:
            return self
        numbers = Counter(use.model.id for use in self.uses)
        most = sorted(self.models, key=lambda model: (-numbers[model.id], model.id))[:MOST]
        ids = {model.id for model in most}
        models = tuple(model for model in self.models if model.id in ids)
        used = {use.service for use in self.uses if use.model.id in ids}
        connectors = tuple(connector for connector in self.connectors if connector.id in used)
        return Estate(models, connectors, self.exceeding, len(self.models) - len(models))

    def users(self, connector: str) -> tuple[ServiceUse, ...]:
        """Which of the shown applications use a connector, by its id, and how."""
        return tuple(use for use in self.uses if use.service == connector)

    def used_by(self, model: ThreatModel) -> tuple[ServiceUse, ...]:
        """Which connectors an application uses, and how."""
        return tuple(use for use in self.uses if use.model is model)


def _is_above(asset: DataAsset, limit: Sensitivity | None) -> bool:
    return limit is None or SENSITIVITIES.index(asset.sensitivity) > SENSITIVITIES.index(limit)


def draw_estate(estate: Estate, link: Link, prefix: str = "estate") -> Picture:
    """The picture of an estate. Applications and connectors link to ``link(the record's id)``.

    Applications are in frames by the owner of their threat model. The width and colour of an edge show how sensitive
    the data is that the connector carries by the flows of the model; it is dashed if the register does not allow that.
    """
    return draw(_scene(estate), link, prefix)


def _scene(estate: Estate) -> Scene:
    left, right = _sides(estate.models)
    applications = tuple(_application(model, estate) for model in estate.models)
    connectors = tuple(_connector(id, estate) for id in estate.shared)
    columns = (_ids(left), tuple(node.id for node in connectors), _ids(right))
    return Scene(
        kind="estate",
        title=(
            f"The estate: the {len(estate.models)} most connected applications"
            if estate.left_out
            else "Applications by their owner, and the connectors that they use"
        ),
        words=tuple(describe_estate(estate)),
        nodes=(*applications, *connectors),
        edges=tuple(_edge(use, estate) for use in estate.uses),
        frames=tuple(_frames(left, right)),
        keys=(*(("exceeding",) if _beyond(estate) else ()), *(("sensitivity",) if estate.uses else ())),
        columns=columns,
    )


def _ids(groups: Mapping[str, list[ThreatModel]]) -> tuple[str, ...]:
    return tuple(model.id for models in groups.values() for model in models)


def _sides(models: tuple[ThreatModel, ...]) -> tuple[dict[str, list[ThreatModel]], dict[str, list[ThreatModel]]]:
    """The applications left and right of the connectors, by owner: the largest first, each on the shorter side."""
    owners: dict[str, list[ThreatModel]] = {}
    for model in models:
        owners.setdefault(model.owner, []).append(model)
    left: dict[str, list[ThreatModel]] = {}
    right: dict[str, list[ThreatModel]] = {}
    lengths = {True: 0, False: 0}
    for owner, owned in sorted(owners.items(), key=lambda entry: (-len(entry[1]), entry[0])):
        on_left = len(models) <= FEW or lengths[True] <= lengths[False]
        (left if on_left else right)[owner] = owned
        lengths[on_left] += len(owned) + 1
    return left, right


def _frames(*sides: Mapping[str, list[ThreatModel]]) -> Iterator[Frame]:
    for owner in (owner for side in sides for owner in side):
        yield Frame(
            _frame(owner),
            legible_name(owner, "nobody"),
            f"Owner: {legible_name(owner, 'nobody')}",
        )


def _frame(owner: str) -> str:
    """An id for an owner's frame, encoded because the name of an owner may contain any character."""
    return "owner-" + owner.encode("utf-8", "surrogatepass").hex()[:80]


def _application(model: ThreatModel, estate: Estate) -> Node:
    name = legible_name(model.application.name, model.id)
    return Node(
        id=model.id,
        name=name,
        type="application",
        words=", ".join((model.id, *_open(model))),
        tooltip=describe_application(model, estate),
        frame=_frame(model.owner),
        link=model.id,
        pills=tuple(Pill(level, f"{level} {count}") for level, count in classes(model.data)),
        slim=SLIM,
    )


def _open(model: ThreatModel) -> Iterator[str]:
    """The number of entry points without authentication, in words; nothing if there are none."""
    number = sum(entry.authentication.lower() == "none" for entry in model.entry_points)
    if number:
        yield f"{count_noun(number, 'entry', 'entries')} without sign-in"


def classes(data: Iterable[DataAsset]) -> list[tuple[str, int]]:
    """The number of data assets of each sensitivity, the highest first."""
    levels = [asset.sensitivity for asset in data]
    return [(level, levels.count(level)) for level in reversed(SENSITIVITIES) if level in levels]


def _connector(id: str, estate: Estate) -> Node:
    record = next((connector for connector in estate.connectors if connector.id == id), None)
    count = len(estate.users(id))
    used = f"used by {count}" if count else "used by none"
    name = legible_name(record.title, id) if record else id
    state = words(shown_vetting(record)) if record else "not in the register"
    return Node(
        id=id,
        name=name,
        type="connector",
        words=f"{state}, {used}",
        tooltip=describe_connector(id, record, count),
        link=id,
        slim=SLIM,
    )


def _edge(use: ServiceUse, estate: Estate) -> Edge:
    names = listed([legible_name(part.name, part.id) for part in use.components])
    level = highest(use.carried)
    data = f"data up to {level}" if level else "data that its model does not state"
    application = legible_name(use.model.application.name, use.model.id)
    return Edge(
        id=f"{use.model.id}-{use.service}",
        source=use.model.id,
        target=use.service,
        tooltip=f"{application} uses {use.service} in {names} for {data}.",
        level=level or UNSTATED,
        weight=WEIGHTS[level or UNSTATED],
        dashed=(use.model.id, use.service) in estate.exceeding,
        arrow=False,
    )


def _beyond(estate: Estate) -> list[str]:
    """The shown uses beyond what the register allows, as text."""
    uses = (use for use in estate.uses if (use.model.id, use.service) in estate.exceeding)
    return [f"{use.service} in {use.model.id}" for use in uses]


def describe_estate(estate: Estate) -> Iterator[str]:
    """The picture in sentences."""
    yield (
        f"{count_noun(len(estate.models), 'application')} and {count_noun(len(estate.shared), 'connector')}, "
        f"joined by {count_noun(len(estate.uses), 'use')}."
    )
    if estate.left_out:
        yield f"Not drawn: {count_noun(estate.left_out, 'application')} with fewer connectors."
    if beyond := _beyond(estate):
        yield f"Beyond what the register allows: {listed(beyond)}."
    yield from (describe_application(model, estate) for model in estate.models)


def describe_application(model: ThreatModel, estate: Estate) -> str:
    """An application in a sentence or two: its owner, its data and its connectors."""
    name, owner = (
        legible_name(model.application.name, model.id),
        legible_name(model.owner, "nobody"),
    )
    held = listed([describe_data(asset) for asset in model.data]) or "no data on record"
    used = listed([use.service for use in estate.used_by(model)]) or "no connector"
    open = "".join(f" It has {words}." for words in _open(model))
    return f"{name} ({model.id}), owned by {owner}, holds {held}, and uses {used}.{open}"


def describe_connector(id: str, record: Connector | None, count: int) -> str:
    """A connector in a sentence: its state, the data that it may carry, and its users."""
    used = f"used by {count_noun(count, 'application')}"
    if record is None:
        return f"{id}: not in the register of connectors, {used}."
    carry = f"data up to {record.data_up_to}" if record.data_up_to else "no data"
    return f"{legible_name(record.title, id)} ({id}): {words(shown_vetting(record))}, may carry {carry}, {used}."
