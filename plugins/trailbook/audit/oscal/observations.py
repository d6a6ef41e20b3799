"""What was observed: settings compared with templates, indicators, incidents."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from trailbook.audit.oscal.components import component_uuid
from trailbook.audit.oscal.facts import OscalFacts
from trailbook.audit.oscal.values import Json, line, present, prop, prose, reference_of, timestamp
from trailbook.drift.model import CheckedSnapshot, CheckResult
from trailbook.records.kinds.indicator import Indicator
from trailbook.records.kinds.postmortem import Postmortem
from trailbook.records.states import is_current
from trailbook.risk.indicators.model import state

_NO_DAY = "git and the records know no more exact moment than this day, month or year."


@dataclass(frozen=True)
class OscalObservation:
    """An observation, and the references that it is about: controls and threats. Only checks have ``deviates``."""

    document: Json
    about: tuple[str, ...]
    deviates: bool | None = None

    @property
    def related(self) -> Json:
        """The object by which others refer to it."""
        return {"observation-uuid": self.document["uuid"]}


def observations(facts: OscalFacts) -> list[OscalObservation]:
    """Everything that was observed, without examples."""
    return [*_checks(facts), *_indicators(facts), *_incidents(facts)]


def _checks(facts: OscalFacts) -> Iterator[OscalObservation]:
    """One for each check of a snapshot. Values that may be credentials are already masked."""
    committed = {checked.path: checked for checked in facts.drift.snapshots} if facts.drift else {}
    for result in facts.drift.results if facts.drift else ():
        yield OscalObservation(
            _check(facts, result, committed.get(result.snapshot)), result.controls, bool(result.uncovered)
        )


def _check(facts: OscalFacts, result: CheckResult, checked: CheckedSnapshot | None) -> Json:
    origin = checked.committed if checked else None
    uncovered = len(result.uncovered)
    counted = (
        f"Settings looked at: {result.looked_at}. Deviations: {len(result.deviations)}, of which "
        f"{uncovered} without an exception in force."
    )
    deviations = (
        f"{deviation.setting}: expected {deviation.expected}; found {deviation.found}"
        f"{' (excepted)' if deviation.covered else ''}."
        for deviation in result.deviations
    )
    commit = f" The commit that brought it is {origin.commit}." if origin else " It is not committed."
    return present(
        uuid=facts.uuid("observation", result.check, result.snapshot),
        title=line(f"{result.check}: {result.stated.title}"),
        description=prose(counted, *deviations),
        methods=["TEST"],
        types=["control-objective"],
        subjects=_subject(facts, result.application),
        relevant_evidence=[
            {"href": reference_of(result.snapshot), "description": prose(f"Exported settings.{commit}")}
        ],
        collected=timestamp(origin.day) if origin else timestamp(facts.moment),
        props=[prop("check", result.check), prop("severity", result.stated.severity)],
        remarks=prose("Collected is when the settings reached the main line; when they were exported is unknown."),
    )


def _indicators(facts: OscalFacts) -> Iterator[OscalObservation]:
    """The last value of each indicator in force, without examples."""
    for record in facts.knowledge.of_kind(Indicator):
        if record.example or not is_current(record) or facts.observed is None:
            continue
        series = facts.observed.of(record.id)
        if (last := series.last) is None:
            continue
        current = state(record, last.value)
        evidence = {"href": reference_of(series.path), "description": "All observations."} if series.path else None
        yield OscalObservation(
            present(
                uuid=facts.uuid("observation", record.id, str(last.day)),
                title=line(record.title),
                description=prose(f"{last.value:g} {record.unit}: {current}.", last.note, record.measured_by),
                methods=["EXAMINE"],
                types=["control-objective"],
                relevant_evidence=[evidence] if evidence else [],
                collected=timestamp(last.day),
                props=[prop("indicator", record.id), prop("value", f"{last.value:g}"), prop("state", current)],
            ),
            tuple(link.target for link in facts.knowledge.links_from(record.id) if link.relation == "measures"),
        )


def _incidents(facts: OscalFacts) -> Iterator[OscalObservation]:
    """The incidents, also those of other organisations; the description says where they happened."""
    for record in facts.knowledge.of_kind(Postmortem):
        links = facts.knowledge.links_from(record.id)
        where = f"Where it happened: {', '.join(record.organisations)}."
        yield OscalObservation(
            present(
                uuid=facts.uuid("observation", record.id),
                title=line(record.title),
                description=prose(record.summary, where),
                methods=["EXAMINE"],
                types=["historic"],
                relevant_evidence=[
                    {"href": source.url, "description": line(f"{source.title}, {source.publisher}")}
                    for source in record.sources
                ],
                collected=timestamp(_first_moment(record.detected)),
                props=[prop("record", record.id), prop("severity", record.severity), prop("began", record.began)],
                remarks=prose(f"Detected {record.detected}; {_NO_DAY}"),
            ),
            tuple(link.target for link in links if link.relation == "realises"),
        )


def _subject(facts: OscalFacts, application: str | None) -> list[Json]:
    """The component of the application that a snapshot is of, if any."""
    if application is None or application not in facts.knowledge.records:
        return []
    return [{"subject-uuid": component_uuid(facts, application), "type": "component"}]


def _first_moment(partial: str) -> datetime:
    """The first moment of a day, a month or a year."""
    year, month, day = [*map(int, partial.split("-")), 1, 1][:3]
    return datetime(year, month, day, tzinfo=UTC)
