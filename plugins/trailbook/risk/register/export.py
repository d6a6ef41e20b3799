"""The register for people and programs: one row for each threat of each model, as lines, values, JSON and CSV.

The JSON is a contract. Its JSON Schema is ``schemas/register.schema.json``.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.ratings import Factors, Rating
from trailbook.records.references import of_records
from trailbook.records.states import is_in_place, is_pending
from trailbook.records.vocabulary import Impact, Likelihood, ThreatCategory, ThreatState, words
from trailbook.risk.register.protection import is_mitigation
from trailbook.risk.register.register import StatedThreat, register, same_threats
from trailbook.risk.scoring.scheme import Level, Scheme
from trailbook.text.output import ascii_json, csv_text, schema_of
from trailbook.text.prose import count
from trailbook.text.unseen import printable


class _Exported(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RatedRisk(_Exported):
    """A rating with what the scheme makes of it."""

    likelihood: Likelihood
    impact: Impact
    factors: Factors | None = None
    level: Level
    basis: str = Field(description="How the level came about.")
    meaning: str = Field(description="What the impact means for the business; empty where nobody said.")


class PendingMitigation(_Exported):
    """A mitigation that is not in place."""

    id: str
    title: str
    state: str
    owner: str
    due: date | None


class Row(_Exported):
    """One threat of one model."""

    id: str = Field(description="The full reference, such as TM-EXPENSES.T3.")
    title: str
    model: str
    application: str
    owner: str = Field(description="Who answers for the threat model.")
    category: ThreatCategory
    state: ThreatState
    inherent: RatedRisk
    residual: RatedRisk
    business_impact: str = Field(description="What it means when the application fails or leaks.")
    same_as: tuple[str, ...] = Field(description="The threats of other models that are this one.")
    pending: tuple[PendingMitigation, ...]
    in_place: tuple[str, ...] = Field(description="Mitigations that are in place.")
    incidents: tuple[str, ...]
    frameworks: dict[str, tuple[str, ...]]
    path: str = Field(description="The file that states the threat, relative to the knowledge base.")
    line: Annotated[int, Field(ge=1)]


class RegisterExport(_Exported):
    """The whole register, highest residual risk first."""

    scheme: Literal["matrix", "owasp"]
    appetite: Level
    not_assessed: tuple[str, ...] = Field(description="Threat models in which nobody judged what can go wrong.")
    threats: tuple[Row, ...]


def register_export(
    knowledge: KnowledgeBase, scheme: Scheme, published: Iterable[str], not_assessed: Iterable[ThreatModel]
) -> RegisterExport:
    """The rows of the published models, in the order of the register, and which of them are not assessed."""
    published = list(published)
    groups = same_threats(knowledge)
    members = [member for entry in register(knowledge, scheme, published) for member in entry.members]
    members.sort(key=lambda member: (-scheme.order(member.threat.residual), -scheme.order(member.threat.inherent)))
    rows = (_row(knowledge, scheme, member, of_records(groups[member.reference], published)) for member in members)
    values = {"scheme": scheme.name, "appetite": scheme.appetite, "threats": tuple(rows)}
    return RegisterExport.model_validate({**values, "not_assessed": tuple(model.id for model in not_assessed)})


def _row(knowledge: KnowledgeBase, scheme: Scheme, stated: StatedThreat, same: tuple[str, ...]) -> Row:
    threat, model = stated.threat, stated.model
    found = {f"{model.id}.{mitigation.id}": mitigation for mitigation in model.mitigations}
    mitigating = [ref for ref in knowledge.sources([stated.reference], "mitigates") if is_mitigation(knowledge, ref)]
    own = {ref: found[ref] for ref in mitigating if ref in found}
    document = knowledge.documents[model.id]
    return Row(
        id=stated.reference,
        title=threat.title,
        model=model.id,
        application=model.application.name,
        owner=model.owner,
        category=threat.category,
        state=threat.state,
        inherent=_rated(threat.inherent, scheme),
        residual=_rated(threat.residual, scheme),
        business_impact=model.application.impact,
        same_as=tuple(reference for reference in same if reference != stated.reference),
        pending=tuple(
            PendingMitigation(id=ref, title=m.title, state=m.state, owner=m.owner, due=m.due)
            for ref, m in own.items()
            if is_pending(m)
        ),
        in_place=tuple(ref for ref, m in own.items() if is_in_place(m)),
        incidents=tuple(knowledge.sources([stated.reference], "realises")),
        frameworks=dict(threat.frameworks),
        path=document.path,
        line=document.place_of_item(threat.id).line,
    )


def _rated(rating: Rating, scheme: Scheme) -> RatedRisk:
    return RatedRisk(
        likelihood=rating.likelihood,
        impact=rating.impact,
        factors=rating.factors,
        level=scheme.level(rating),
        basis=scheme.explain(rating),
        meaning=scheme.means(rating),
    )


COLUMNS = (
    "id",
    "title",
    "application",
    "owner",
    "category",
    "state",
    "inherent likelihood",
    "inherent impact",
    "inherent level",
    "residual likelihood",
    "residual impact",
    "residual level",
    "what that means",
    "same as",
    "mitigations pending",
    "next due",
    "mitigations in place",
    "incidents",
    "frameworks",
    "path",
    "line",
)


def register_schema() -> str:
    """The JSON Schema of what ``register_json`` writes."""
    return schema_of(RegisterExport)


def register_json(export: RegisterExport) -> str:
    """The register as JSON in ASCII alone, so that nothing in it can act on a terminal."""
    return ascii_json(export.model_dump(mode="json"))


def register_text(export: RegisterExport) -> str:
    """One line for each threat, its residual risk first, and a last line that counts them by it."""
    lines = [
        f"{row.residual.level:8}  {row.id}  {row.owner}: {row.title} ({words(row.state)}; {row.application})"
        for row in export.threats
    ]
    levels = Counter(row.residual.level for row in export.threats)
    counted = ": " + ", ".join(f"{number:,} {level}" for level, number in levels.items()) if levels else ""
    return "".join(f"{printable(line)}\n" for line in [*lines, f"{count(len(lines), 'threat')}{counted}"])


def register_csv(export: RegisterExport) -> str:
    """The register as CSV: one line for each threat of each model."""
    return csv_text(COLUMNS, map(_cells, export.threats))


def _cells(row: Row) -> tuple[str, ...]:
    due = [mitigation.due for mitigation in row.pending if mitigation.due]
    return (
        row.id,
        row.title,
        row.application,
        row.owner,
        row.category,
        row.state,
        row.inherent.likelihood,
        row.inherent.impact,
        row.inherent.level,
        row.residual.likelihood,
        row.residual.impact,
        row.residual.level,
        row.residual.meaning,
        " ".join(row.same_as),
        " ".join(mitigation.id for mitigation in row.pending),
        min(due).isoformat() if due else "",
        " ".join(row.in_place),
        " ".join(row.incidents),
        " ".join(f"{framework}:{id}" for framework, ids in row.frameworks.items() for id in ids),
        row.path,
        str(row.line),
    )
