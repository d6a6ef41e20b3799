"""What a report becomes, and what its template says of that, against answers that were written by hand.

``scubagear-cisa.json`` is the part for Power Platform of the sample that CISA publishes with ScubaGear 1.8.0 under CC0
1.0 (https://github.com/cisagov/ScubaGear, ``PowerShell/ScubaGear/Sample-Reports``). The others are invented, shaped as
the real ones.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.paths import REPOSITORY

from trailbook.drift.checking import apply_check
from trailbook.interchange.platforms.export import of_mapping
from trailbook.interchange.tenants.reports import ReadReport, read_reports, template_of
from trailbook.records.document import Document
from trailbook.records.kinds.template import Template
from trailbook.records.reading import read_document

HERE = Path(__file__).parent
EXPECTED = sorted((HERE / "expected").glob("*.yaml"))
SECRET = "Xb7" + "kQ2mPz9LrT4wVn8sDf"
"""What stands where the files say @SECRET@."""


def report_of(name: str, data: bytes | None = None) -> ReadReport:
    """A file of the folder as a report."""
    raw = (HERE / "files" / name).read_bytes() if data is None else data
    (report,) = read_reports(of_mapping({name: raw.replace(b"@SECRET@", SECRET.encode())}))
    return report


def template(stem: str) -> Template:
    """The template that comes with Trailbook, which must have no problem."""
    document, problems = read_document(f"configurations/templates/{stem}.yaml", template_of(stem).encode())
    assert not problems and isinstance(document, Document)
    assert isinstance(document.record, Template)
    return document.record


def deviations(stem: str, text: str) -> list[str]:
    """What deviates in a snapshot, as ``check: setting is what was found``."""
    settings = json.loads(text)
    return [
        f"{check.id}: {fault.setting} is {fault.found}"
        for check in template(stem).checks
        for fault in apply_check(check, settings, date(2026, 6, 15)).wrong
    ]


@pytest.mark.parametrize("file", EXPECTED, ids=[file.stem for file in EXPECTED])
def test_a_report_gives_the_answers_that_were_written_by_hand(file: Path) -> None:
    expected: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    report = report_of(expected["file"])
    found = {
        name.removesuffix(".json"): {
            "settings": {key: value for key, value in json.loads(text).items() if key != "about"},
            "deviates": deviations(name.removesuffix(".json"), text),
        }
        for name, text in report.snapshots.items()
    }
    assert found == expected["snapshots"]
    assert [f"{p.line}: {p.level}: {p.message}" for p in report.problems] == expected.get("says", [])
    assert [f"{o.what}: {o.why}" for o in report.omissions] == expected.get("omits", [])
    assert SECRET not in "".join(report.snapshots.values()) + "".join(map(str, report.problems))


N8N = (HERE / "files" / "n8n-audit.json").read_bytes().replace(b"@SECRET@", SECRET.encode())


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + N8N,
        N8N.decode().encode("utf-16"),
        N8N.replace(b"\n", b"\r\n"),
        b"Permissions 0644 for the settings file are too wide.\n{ level: 'warn' }\n" + N8N,
        N8N + b"\nbye\n",
    ],
    ids=["mark", "utf-16", "windows", "log lines before it", "log lines behind it"],
)
def test_a_report_is_the_same_however_it_was_written_to_the_file(data: bytes) -> None:
    assert report_of("n8n-audit.json", data).snapshots == report_of("n8n-audit.json").snapshots


def test_places_are_those_of_the_file_also_behind_log_lines() -> None:
    (credential,) = [p for p in report_of("n8n-audit.json", b"log\nlog\n" + N8N).problems if p.rule == "credential"]
    (same,) = [p for p in report_of("n8n-audit.json").problems if p.rule == "credential"]
    assert credential.line == same.line + 2


def policies(**policy: Any) -> ReadReport:
    return report_of("p.json", json.dumps({"connectorGroups": [], "displayName": "All", **policy}).encode())


def test_what_powershell_cut_off_is_a_problem_and_the_rest_is_read() -> None:
    report = policies(
        connectorGroups=["@{classification=General; connectors=System.Object[]}"], environmentType="AllEnvironments"
    )
    assert [problem.rule for problem in report.problems] == ["cut-off"]
    assert json.loads(report.snapshots["data-policies.json"])["new_environments_covered"] is True


def test_a_setting_of_the_wrong_type_is_a_problem_and_the_rest_is_read() -> None:
    report = policies(displayName={"a": 1}, environments="e1", defaultConnectorsClassification="Blocked")
    assert [problem.rule for problem in report.problems] == ["wrong-type", "wrong-type"]
    assert json.loads(report.snapshots["data-policies.json"])["policies"][0]["new_connectors"] == "blocked"


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b'{"connectorGroups": [}', "broken-json"),
        (b'{"connectorGroups": ' + b"[" * 300 + b"]" * 300 + b"}", "too-large"),
        (b'[{"Results": [{"Controls": [{"Control ID": "MS.AAD.1.1v1"}]}]}]', "says-nothing"),
    ],
)
def test_a_report_without_what_it_should_hold_gives_no_snapshot(data: bytes, rule: str) -> None:
    report = report_of("report.json", data)
    assert not report.snapshots and [problem.rule for problem in report.problems] == [rule]


def test_a_snapshot_that_drift_would_not_read_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trailbook.interchange.tenants.reports.MAX_BYTES", 100)
    report = policies()
    assert not report.snapshots and [problem.rule for problem in report.problems] == ["too-large"]


def test_names_of_strangers_reach_a_snapshot_without_what_nobody_sees_and_without_markup() -> None:
    report = policies(displayName="<b onclick='x'>All\u202e</b>\n of us")
    (policy,) = json.loads(report.snapshots["data-policies.json"])["policies"]
    assert policy["name"] == "All\N{REPLACEMENT CHARACTER} of us"


def test_a_value_that_may_be_a_credential_is_hidden_by_its_key_too() -> None:
    settings = {"title": "Security settings", "settings": {"tomorrow": {"webhookSecret": "plain"}}}
    data = json.dumps({"Instance Risk Report": {"risk": "instance", "sections": [settings]}}).encode()
    (text,) = report_of("audit.json", data).snapshots.values()
    assert json.loads(text)["settings"] == {"tomorrow.webhookSecret": "(hidden)"}


@pytest.mark.parametrize(
    "data", [b'{"value": []}', b'{"a": {"sections": []}}', b'{"nodes": [], "connections": {}}', b"[]"]
)
def test_other_files_are_no_reports(data: bytes) -> None:
    assert not [*read_reports(of_mapping({"file.json": data}))]


@pytest.mark.parametrize("stem", ["scubagear", "data-policies", "n8n-audit"])
def test_the_shipped_records_hold_the_templates_that_come_with_an_import(stem: str) -> None:
    file = REPOSITORY / "configurations" / "templates" / f"{stem}.yaml"
    document, problems = read_document(f"configurations/templates/{stem}.yaml", file.read_bytes())
    assert not problems and isinstance(document, Document) and isinstance(document.record, Template)
    comes = template(stem)
    assert set(comes.applies_to) <= set(document.record.applies_to)
    assert document.record.model_copy(update={"applies_to": comes.applies_to, "review": comes.review}) == comes
