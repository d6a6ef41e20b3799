"""OSCAL documents of a real repository: valid by the published schemas, and true to records and history."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from tests.audit.oscal.oscal_rules import faults, pairs
from tests.kept_requests import keep, request, review
from tests.repositories import Repo

from trailbook.audit.oscal.values import line, prose, token
from trailbook.cli import main

KINDS = ["component-definition", "assessment-results"]
HOLDERS = "holders:\n  - {role: data-owner, name: Peggy, email: peggy@role.example}\n"
HOSTILE = "Tighten <script>alert(1)</script> [x](javascript:y) {{ insert: param, p }}"


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """The starter with an exception, an accepted risk, agreements, a release and hostile messages."""
    root = tmp_path_factory.mktemp("oscal") / "kb"
    assert CliRunner().invoke(main, ["init", str(root)]).exit_code == 0
    starter = Repo(root)
    starter.commit("Start", {"roles.yaml": HOLDERS})
    starter.git("tag", "-a", "v1", "-m", "First")
    policy = (root / "content/policies/sharing.md").read_text(encoding="utf-8")
    exceptions = (
        "exceptions:\n  - {id: E1, control: C1, approver: Peggy, reason: The fair needs it., state: approved,"
        " granted: 2026-01-01, expires: 2026-06-30}\n"
    )
    policy = policy.replace("controls:\n", f"{exceptions}controls:\n", 1)
    policy += "\n## The fair {#E1}\n\nVisitors may fill in the form.\n"
    starter.commit(
        "Except the fair\n\nRationale: Visitors have no account.\nApproved-by: Peggy <peggy@role.example>\n",
        {"content/policies/sharing.md": policy},
    )
    model = (root / "threat-models/leave-requests.yaml").read_text(encoding="utf-8")
    last = starter.commit(
        f"{HOSTILE}\n\nApproved-by: Ada <ada@example.org>\n",
        {"threat-models/leave-requests.yaml": model.replace("state: mitigated", "state: in-progress", 1)},
    )
    reviews = (review("bo"), review("cy", commit="a" * 40), review("dee", "dismissed"))
    keep(starter, request(last, description="The form was found to be open to all.", reviews=reviews))
    return starter


def run(repo: Repo, kind: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["oscal", kind, "--root", str(repo.root), *arguments])


def written(repo: Repo, kind: str, *arguments: str) -> Any:
    result = run(repo, kind, *arguments)
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def props(value: Any, name: str) -> list[str]:
    return [one["value"] for one in value.get("props", []) if one["name"] == name]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("period", [[], ["--since", "2026-01-01", "--until", "2026-01-01"], ["--until", "2020-01-01"]])
def test_a_document_is_valid_by_the_published_schema_and_its_ids_lead_somewhere(
    repo: Repo, kind: str, period: list[str]
) -> None:
    assert faults(written(repo, kind, *period)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_rules_find_what_is_wrong(repo: Repo, kind: str) -> None:
    document = written(repo, kind)
    document[kind]["metadata"]["actions"][0]["responsible-parties"][0]["party-uuids"] = ["nobody"]
    del document[kind]["metadata"]["version"]
    assert len(faults(document)) >= 3


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_commit_gives_the_same_bytes(repo: Repo, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run(repo, kind).output
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.chdir(repo.root)
    assert CliRunner().invoke(main, ["oscal", kind]).output == first


def test_revisions_are_the_commits_with_decisions_and_the_releases_newest_first(repo: Repo) -> None:
    revisions = written(repo, KINDS[0])["component-definition"]["metadata"]["revisions"]
    assert [one["title"] for one in revisions][1:] == ["Except the fair", "Start"]
    assert revisions[2]["version"] == "v1" and props(revisions[2], "commit") == [repo.git("rev-parse", "v1^{commit}")]
    assert revisions[1]["remarks"] == "Visitors have no account."
    assert props(revisions[1], "record") == ["POL-SHARING"] and props(revisions[1], "reason") == ["trailer"]
    assert revisions[0]["last-modified"] == "2026-01-01T03:00:00Z"


def test_actions_are_the_agreements_that_commits_show(repo: Repo) -> None:
    metadata = written(repo, KINDS[1])["assessment-results"]["metadata"]
    names = {party["uuid"]: party["name"] for party in metadata["parties"]}
    listed = [
        (names[one["responsible-parties"][0]["party-uuids"][0]], one["type"], props(one, "independent-of-author"))
        for one in metadata["actions"]
    ]
    assert listed == [
        ("Ada", "approval", ["no"]),
        ("bo", "approval", ["yes"]),
        ("cy", "stale-approval", ["yes"]),
        ("dee", "dismissed-approval", ["yes"]),
        ("Peggy", "approval", ["yes"]),
        ("Peggy", "claimed-approval", ["yes"]),
    ]
    nist, own = "http://csrc.nist.gov/ns/oscal", "urn:trailbook:oscal"
    assert [one["system"] for one in metadata["actions"]] == [nist, nist, own, own, nist, own], (
        "a claim of a record is none of NIST's"
    )


def test_decisions_outside_the_period_are_left_out(repo: Repo) -> None:
    metadata = written(repo, KINDS[0], "--until", "2025-12-31")["component-definition"]["metadata"]
    assert "revisions" not in metadata and "actions" not in metadata
    assert [party["name"] for party in metadata["parties"]] == ["Peggy"], "who holds a role is named all the same"


def test_components_are_applications_connectors_and_policies(repo: Repo) -> None:
    components = written(repo, KINDS[0])["component-definition"]["components"]
    assert [(props(one, "record"), one["type"]) for one in components] == [
        (["CON-MAIL"], "service"),
        (["POL-SHARING"], "policy"),
        (["TM-LEAVE"], "software"),
    ]
    policy, application = components[1], components[2]
    answered = [
        (requirement["control-id"], props(requirement, "control"))
        for one in policy["control-implementations"]
        for requirement in one["implemented-requirements"]
    ]
    assert ("A.5.15", ["POL-SHARING.C1"]) in answered
    (implementation,) = application["control-implementations"]
    requirements = implementation["implemented-requirements"]
    states = {one["control-id"]: props(one, "implementation-status") for one in requirements}
    assert states["POL-SHARING.C1"] == ["implemented"]


def result_of(repo: Repo) -> Any:
    return written(repo, KINDS[1])["assessment-results"]["results"][0]


def test_risks_are_threats_with_both_ratings_and_exceptions_with_their_end(repo: Repo) -> None:
    risks = {(props(one, "threat") or props(one, "exception"))[0]: one for one in result_of(repo)["risks"]}
    exception = risks["POL-SHARING.E1"]
    assert (exception["status"], exception["deadline"]) == ("deviation-approved", "2026-06-30T00:00:00Z")
    threat = next(one for ref, one in risks.items() if ref.startswith("TM-LEAVE") and one["status"] == "remediating")
    states = [facet["props"][0]["value"] for one in threat["characterizations"] for facet in one["facets"]]
    assert states == ["initial"] * 3 + ["adjusted"] * 3
    assert threat["risk-log"]["entries"][0]["status-change"] == "remediating"


def test_what_is_made_up_as_an_example_is_no_observation(repo: Repo) -> None:
    observations = result_of(repo)["observations"]
    assert [one["types"] for one in observations] == [["control-objective"], ["historic"]]
    assert not any(props(one, "indicator") for one in observations)


def test_a_finding_is_judged_by_the_checks_of_its_control(repo: Repo) -> None:
    (finding,) = result_of(repo)["findings"]
    assert finding["target"]["target-id"] == "POL-SHARING.C1"
    assert finding["target"]["status"]["state"] in ("satisfied", "not-satisfied")


def test_addresses_are_given_only_if_the_configuration_says_so(repo: Repo, tmp_path: Path) -> None:
    for kind in KINDS:
        assert "@" not in run(repo, kind).output
    file = repo.root / "mkdocs.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("- trailbook/trail", "- trailbook/trail:\n      emails: true"), encoding="utf-8")
    document = written(repo, KINDS[0])
    file.write_text(text, encoding="utf-8")
    assert ["peggy@role.example"] in [value for key, value in pairs(document) if key == "email-addresses"]
    assert faults(document) == []


def test_text_of_commits_is_no_markup(repo: Repo) -> None:
    output = run(repo, KINDS[1]).output
    assert r"\\<script>" in output and " <script>" not in output
    assert r"\\[x](javascript" in output and "{{ insert" not in output


def test_without_a_commit_there_is_no_document(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["init", str(tmp_path / "kb")]).exit_code == 0
    result = CliRunner().invoke(main, ["oscal", KINDS[0], "--root", str(tmp_path / "kb")])
    assert result.exit_code == 2 and "commit the records" in result.output


def test_a_file_that_cannot_be_written_is_misuse(repo: Repo, tmp_path: Path) -> None:
    assert run(repo, KINDS[0], "--output", str(tmp_path / "no" / "such")).exit_code == 2
    assert run(repo, KINDS[0], "--output", str(tmp_path / "made.json")).exit_code == 0
    assert (tmp_path / "made.json").read_bytes().decode() == run(repo, KINDS[0]).output.replace(os.linesep, "\n")


@given(st.text())
def test_any_text_becomes_a_line_and_a_token(text: str) -> None:
    assert "\n" not in line(text) and line(text).strip() and prose(text).strip()
    name = token(text)
    assert name[0].isalpha() or name[0] == "_"
    assert all(c.isalnum() or c in "._-" for c in name)


def test_a_review_names_its_account_and_day_and_a_reason_its_request(repo: Repo) -> None:
    metadata = written(repo, "assessment-results")["assessment-results"]["metadata"]
    reviews = [one for one in metadata["actions"] if props(one, "known-by") == ["review"]]
    assert [props(one, "account") for one in reviews] == [["github.com/bo"], ["github.com/cy"], ["github.com/dee"]]
    assert reviews[0]["date"] == "2026-01-02T09:00:00Z"
    reasons = [(props(one, "reason"), props(one, "request")) for one in metadata["revisions"]]
    assert (["request"], ["https://github.com/org/kb/pull/12"]) in reasons
