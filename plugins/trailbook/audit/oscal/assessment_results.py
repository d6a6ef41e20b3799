"""The assessment results: what records, settings and history show of the controls."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from trailbook import __version__
from trailbook.audit.oscal.components import component_records, policy_resources, system_component
from trailbook.audit.oscal.facts import OscalFacts
from trailbook.audit.oscal.metadata import metadata
from trailbook.audit.oscal.observations import OscalObservation, observations
from trailbook.audit.oscal.risks import risk_uuid, risks
from trailbook.audit.oscal.values import Json, line, present, prop, prose, reference_of, timestamp, token
from trailbook.risk.register.protection import threats_of_control
from trailbook.risk.register.register import stated_controls


def assessment_results(facts: OscalFacts) -> Json:
    """The assessment results, with a single result: the state at the commit, with the decisions of the period."""
    plan = {
        "uuid": facts.uuid("assessment-plan"),
        "title": "No assessment plan",
        "description": prose(
            "OSCAL asks for the assessment plan that results follow. The knowledge base holds none: what was looked "
            "at follows from its templates, indicators and threat models."
        ),
        "rlinks": [{"href": reference_of("mkdocs.yml")}],
    }
    return {
        "assessment-results": present(
            uuid=facts.uuid("assessment-results", facts.commit, str(facts.since), str(facts.until)),
            metadata=metadata(facts, f"{facts.name}: assessment results"),
            import_ap={"href": f"#{plan['uuid']}", "remarks": "There is no plan; the resource says so."},
            results=[_result(facts)],
            back_matter={"resources": [plan, *policy_resources(facts)]},
        )
    }


def _result(facts: OscalFacts) -> Json:
    observed = observations(facts)
    return present(
        uuid=facts.uuid("result", facts.commit, str(facts.since), str(facts.until)),
        title=line(f"{facts.name} at commit {facts.commit[:12]}"),
        description=prose(
            "The state of the records at this commit: settings compared with templates, the last values of "
            "indicators, incidents, threats with their ratings and mitigations, exceptions. No person assessed it "
            "for this document."
        ),
        start=timestamp(_start(facts)),
        end=timestamp(facts.moment),
        props=[prop("commit", facts.commit)],
        local_definitions={
            "components": [system_component(facts, record) for record in component_records(facts)] + [_tool(facts)],
        },
        reviewed_controls=_reviewed(facts, observed),
        observations=[observation.document for observation in observed],
        risks=risks(facts, observed),
        findings=list(_findings(facts, observed)),
    )


def _start(facts: OscalFacts) -> datetime:
    """When the period begins: on the day that was asked for, or else with the first decision."""
    if facts.since.year > 1:
        return datetime(facts.since.year, facts.since.month, facts.since.day, tzinfo=UTC)
    return min((decision.landed for _, decision in facts.decisions), default=facts.moment)


def _tool(facts: OscalFacts) -> Json:
    """The program that computed levels and compared settings."""
    return {
        "uuid": facts.uuid("tool"),
        "type": "software",
        "title": "Trailbook",
        "description": f"Trailbook {__version__} read the records and their history and computed what follows.",
        "status": {"state": "operational"},
    }


def _reviewed(facts: OscalFacts, observed: Iterable[OscalObservation]) -> Json:
    """The controls that observations are about."""
    looked_at = {reference for observation in observed for reference in observation.about}
    stated = filter(facts.is_current, stated_controls(facts.knowledge))
    controls = [reference for reference in stated if reference in looked_at]
    some = "Controls of this knowledge base that a check or an indicator looks at; the ids are those of its policies."
    none = "No check and no indicator looks at any control."
    selection = present(
        description=some if controls else none, include_controls=[{"control-id": token(id)} for id in controls]
    )
    return {"control-selections": [selection]}


def _findings(facts: OscalFacts, observed: list[OscalObservation]) -> Iterator[Json]:
    """A finding for each control that checks look at. A control that only indicators measure gets none."""
    for reference, demand in stated_controls(facts.knowledge).items():
        about = [observation for observation in observed if reference in observation.about]
        checks = [observation.deviates for observation in about if observation.deviates is not None]
        if not checks or not facts.is_current(reference):
            continue
        failed = sum(checks)
        exceptions = facts.knowledge.sources([reference], "excepts")
        concerned = [*threats_of_control(facts.knowledge, reference), *exceptions]
        yield present(
            uuid=facts.uuid("finding", reference),
            title=line(f"{reference}: {demand.control.title}"),
            description=prose(f"Comparisons with settings: {len(checks)}; with deviations not excepted: {failed}."),
            props=[prop("control", reference), prop("level", demand.control.level)],
            target={
                "type": "objective-id",
                "target-id": token(reference),
                "status": {
                    "state": "not-satisfied" if failed else "satisfied",
                    "reason": "fail" if failed else "pass",
                    "remarks": "Judged by the settings that are checked, and by nothing else.",
                },
            },
            related_observations=[observation.related for observation in about],
            related_risks=[
                {"risk-uuid": risk_uuid(facts, risk)} for risk in dict.fromkeys(concerned) if facts.is_current(risk)
            ],
        )
