"""The results of ScubaGear for Power Platform: which policies of CISA's baseline a tenant passes.

Read from ``ScubaResults_….json``, or from ``PowerPlatformReport.json`` of a run that keeps single files
(https://github.com/cisagov/ScubaGear/blob/main/docs/execution/reports.md). The policies are those of
https://github.com/cisagov/ScubaGear/blob/main/PowerShell/ScubaGear/baselines/powerplatform.md.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from trailbook.drift.values import as_day
from trailbook.interchange.source import Node
from trailbook.interchange.tenants import data_policies
from trailbook.interchange.tenants.reports import Snapshots, TenantReport
from trailbook.interchange.tenants.values import our_word, shown

FILE = "scubagear.json"

_ID = re.compile(r"(?P<id>MS\.POWERPLATFORM(?:\.\d{1,4}){1,3})v(?P<version>\d{1,4})", re.IGNORECASE)
_PRODUCT = "MS.POWERPLATFORM."
_RESULTS = {
    "pass": "pass",
    "fail": "fail",
    "warning": "warning",
    "n/a": "by hand",
    "omitted": "omitted",
    "incorrect-result": "marked incorrect",
    "error": "error",
    "error-test-results-missing": "error",
    "-": "withdrawn",
}
"""The words of the reports (``Get-RegoResult`` and ``New-Report`` in ``CreateReport.psm1``), folded, and ours."""
_REPEATED = (
    "Details",
    "OriginalDetails",
    "OmittedEvaluationResult",
    "OmittedEvaluationDetails",
    "IncorrectResult",
    "IncorrectResultDetails",
    "IncorrectDetails",
)
"""The keys of a result that say again what others say."""
_DLP_COMMAND = "dlppolicies"


def _recognises(root: Node) -> bool:
    return any(True for _ in _controls(root)) or root["MetaData"]["Tool"].value == "ScubaGear"


def _report(root: Node) -> Node:
    """What holds the results: the file, or the one entry of the list that the report on one product is."""
    return next(root.each(), root) if isinstance(root.value, tuple) else root


def _products(root: Node) -> Iterator[Node]:
    """The results of each product, as a list of groups."""
    results = _report(root)["Results"]
    yield from (product for _, product in results.entries()) if isinstance(results.value, Mapping) else (results,)


def _controls(root: Node) -> Iterator[Node]:
    """The results of all products, one for each policy."""
    return chain.from_iterable(map(_of_product, _products(root)))


def _of_product(product: Node) -> Iterator[Node]:
    for group in product.each():
        yield from (control for control in group["Controls"].each() if control["Control ID"].there)


def _read(root: Node) -> Snapshots:
    """The snapshot of the results, and that of the data policies if the report has the settings it was made from."""
    report = _report(root)
    own = [control for control in _controls(root) if _is_own(control)]
    if not own:
        expected = "a run of ScubaGear with powerplatform among its products"
        root.reading.report(root.place, "says-nothing", "holds no result for Power Platform", expected)
        return {}
    policies: dict[str, dict[str, Any]] = {}
    for id, version, control in sorted((_identified(control) for control in own), key=lambda found: found[:2]):
        if id in policies:
            message = f"{id} has two results; that of version {version} counts"
            control.reading.note(control.place, "duplicate-id", message)
        policies[id] = _policy(id, version, control)
    snapshots: Snapshots = {FILE: {**_about(report), "policies": policies}}
    if (settings := _data_policies(report["Raw"])) is not None:
        snapshots[data_policies.FILE] = settings
    _pass_over(root, report)
    return snapshots


def _is_own(control: Node) -> bool:
    return control["Control ID"].name().upper().startswith(_PRODUCT)


def _pass_over(root: Node, report: Node) -> None:
    """Count as read what only repeats the results, and list what is about something else."""
    for key in ("MetaData", "Summary", "ReportSummary", "AnnotatedFailedPolicies"):
        report[key].use()
    for product in _products(root):
        if not any(map(_is_own, _of_product(product))):
            product.omit("another product")
        for group in product.each():
            for key in ("GroupName", "GroupNumber", "GroupReferenceURL"):
                group[key].use()
    report["Raw"].omit("the settings of the tenant as they are stay out, but for its data policies")


def _about(report: Node) -> dict[str, str]:
    """Which tool made the report, when, and for which tenant."""
    about = report["MetaData"]
    version = (about["ToolVersion"] if about["ToolVersion"].there else about["Module Version"]).name()
    moment = about["TimestampZulu"].name()
    if as_day(moment) is None:
        message = "states no day in a form that is the same everywhere, so the snapshot has none"
        report.reading.note(about.place, "no-day", message, "the ScubaResults file of the same run")
    tenant = about["DisplayName"] if about["DisplayName"].there else about["Tenant Display Name"]
    stated = {
        "tool": f"ScubaGear {version}".strip(),
        "made": moment if as_day(moment) else "",
        "tenant": shown(tenant, 80),
    }
    return {key: value for key, value in stated.items() if value}


def _identified(control: Node) -> tuple[str, int, Node]:
    """A result with the id of its policy, which stays, and the version, which rises when its wording changes."""
    text = control["Control ID"].name()[:60]
    match = _ID.fullmatch(text)
    return (match["id"].upper(), int(match["version"]), control) if match else (text, 0, control)


def _policy(id: str, version: int, control: Node) -> dict[str, Any]:
    """One result. What was found without somebody's omission or correction stands beside it."""
    for key in _REPEATED:
        control[key].use()
    result = our_word(control["Result"], _RESULTS)
    is_changed = control["OriginalResult"].use().value != control["Result"].value
    comments = "; ".join(shown(comment) for comment in control["Comments"].each())
    stated = {
        "id": id,
        "version": version,
        "requirement": _requirement(control["Requirement"]),
        "level": control["Criticality"].name().partition("/")[0].casefold().strip("-"),
        "result": result,
        "tested": our_word(control["OriginalResult"], _RESULTS) if is_changed else "",
        "details": shown(control["Details"]) if result != "by hand" else "",
        "comment": comments[:300],
        "until": shown(control["ResolutionDate"], 40),
    }
    return {key: value for key, value in stated.items() if value}


def _requirement(node: Node) -> str:
    """What a policy asks for, without the marks that the report puts behind it."""
    text = node.text().partition("<div")[0]
    return shown(Node(text, node.path, node.reading))


def _data_policies(raw: Node) -> dict[str, Any] | None:
    """The data policies in the settings that a report was made from; None if these were not read, which is not none."""
    failed = any(
        _DLP_COMMAND in command.name().casefold() for command in raw["powerplatform_unsuccessful_commands"].each()
    )
    found = [*raw["dlp_policies"].each()]
    if failed or not any(isinstance(entry["value"].value, tuple) for entry in found):
        if raw.there:
            raw.reading.note(raw["dlp_policies"].place, "says-nothing", "ScubaGear could not read the data policies")
        return None
    return data_policies.policies_snapshot(chain.from_iterable(map(data_policies.read_policies, found)))


REPORT = TenantReport(
    "scubagear",
    "a report of ScubaGear",
    "tenant",
    (b'"Control ID"',),
    _recognises,
    _read,
    data_policies.REASONS,
)
