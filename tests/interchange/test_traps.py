"""What files of other tools get wrong, and what somebody may put into them on purpose."""

import json
from typing import Any

import pytest
from tests.interchange.conftest import FILES, imported

from trailbook.interchange.ids import slug
from trailbook.interchange.importing import read_source
from trailbook.interchange.readers import FORMATS
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.loading import assemble
from trailbook.text.files import MAX_BYTES


def otm(**parts: Any) -> bytes:
    """An Open Threat Model file with the parts that a test is about."""
    project = {"name": "Kiosk", "id": "kiosk"}
    return json.dumps({"otmVersion": "0.2.0", "project": project, "trustZones": [], "dataflows": [], **parts}).encode()


def component(id: str, **fields: Any) -> dict[str, Any]:
    return {"id": id, "name": id.title(), "type": "service", "parent": {"trustZone": "z"}, **fields}


ZONE = {"id": "z", "name": "Zone", "risk": {"trustRating": 1}}


def said(data: bytes, name: str = "a.json") -> list[str]:
    """The problems of an import, whether the file could be read or not."""
    source, problems = read_source(name, data)
    return [str(problem) for problem in (problems if source is None else imported(name, data).problems)]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "the file is empty"),
        (b"\xff\xfe", "byte 0xff is not UTF-8"),
        (b"[]", "the file holds no keys with values"),
        (b'"text"', "the file is in no format that can be imported"),
        (b"{}", "the file is in no format that can be imported"),
        (b'{"summarize": {}, "detail": {"diagramming": []}}', "the file is in no format that can be imported"),
        (b'{"otmVersion": 1, ', "not valid JSON"),
        (b" " * (MAX_BYTES + 1), "the file has 2,000,001 bytes"),
        (b'{"a":' * 60 + b"1" + b"}" * 60, "50 levels"),
    ],
)
def test_a_file_that_can_not_be_read_gives_a_problem_and_no_record(data: bytes, problem: str) -> None:
    source, problems = read_source("a.json", data)
    assert source is None
    assert len(problems) == 1 and problem in str(problems[0])


@pytest.mark.parametrize("data", [b"#!/usr/bin/env python3\nTM('Kiosk')\n", b"TM(\n  'Kiosk: it prints',\n)\n"])
def test_a_program_is_not_run_and_the_way_to_its_model_is_said(data: bytes) -> None:
    source, problems = read_source("models/kiosk.py", data)
    assert source is None
    assert "'python kiosk.py --json model.json'" in str(problems[0])


@pytest.mark.parametrize("data", [b"a: [", b"a: 1\na: 2", b"a: !!python/object:x {}", b"a: &a [*a]"])
def test_broken_or_hostile_yaml_is_refused(data: bytes) -> None:
    source, problems = read_source("a.yaml", data)
    assert source is None and problems


def test_merges_that_multiply_are_refused() -> None:
    lines = ["a0: &a0 {x: 1}", *(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 45))]
    source, problems = read_source("a.yaml", "\n".join(lines).encode())
    assert source is None
    assert [problem.rule for problem in problems] == ["too-large"]


def test_a_mapping_merged_into_itself_is_refused() -> None:
    source, problems = read_source("a.yaml", b"a: &a\n  <<: *a\n")
    assert source is None
    assert [problem.rule for problem in problems] == ["too-large"]


def test_a_format_that_the_file_is_not_in_is_refused() -> None:
    source, problems = read_source("a.json", otm(), FORMATS["threagile"])
    assert source is None
    assert "does not look like Threagile" in str(problems[0])


def test_a_version_without_threat_models_is_reported() -> None:
    data = b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": []}'
    assert said(data) == [
        "a.json:1:43: CycloneDX 1.6 has no fields for threat models; expected specVersion 2.0 or later"
    ]


def test_a_model_without_parts_gets_one_that_stands_for_the_whole() -> None:
    result = imported("a.json", otm())
    assert "- id: KIOSK\n    name: Kiosk" in result.text
    assert not result.problems and not result.faults


def test_what_dangles_is_reported_with_the_nearest_name_and_left_out() -> None:
    parts = [component("till"), component("safe")]
    flows = [{"id": "f", "name": "Bank", "source": "till", "destination": "saef"}]
    result = imported("a.json", otm(trustZones=[ZONE], components=parts, dataflows=flows))
    assert [problem.rule for problem in result.problems] == ["dangling-reference"]
    assert "did you mean 'safe'?" in str(result.problems[0])
    assert result.counts["flows"] == 0


def test_all_problems_come_at_once() -> None:
    parts = [component("till"), component("till"), component("safe", parent={"trustZone": "gone"})]
    flows = [{"id": "f", "name": "Bank", "source": "a", "destination": "b"}]
    result = imported("a.json", otm(trustZones=[ZONE], components=parts, dataflows=flows))
    assert sorted(problem.rule for problem in result.problems) == ["dangling-reference"] * 3 + ["duplicate-id"]


def test_of_two_parts_with_one_id_both_are_kept_and_references_go_to_the_first() -> None:
    parts = [component("till", name="Old till"), component("till", name="New till")]
    flows = [{"id": "f", "name": "Open", "source": "till", "destination": "till"}]
    result = imported("a.json", otm(trustZones=[ZONE], components=parts, dataflows=flows))
    assert "- id: till\n    name: Old till" in result.text
    assert "- id: NEW-TILL\n    name: New till" in result.text
    assert "source: till\n    target: till" in result.text


def test_a_value_of_the_wrong_form_is_reported_and_the_rest_is_read() -> None:
    parts = [component("till", name=["a"]), "text", component("safe", parent={"trustZone": "z", "component": {}})]
    result = imported("a.json", otm(trustZones=[ZONE], components=parts))
    assert {problem.rule for problem in result.problems} == {"wrong-type"}
    assert result.counts["components"] == 2


@pytest.mark.parametrize(
    "id",
    [
        "POL-1",
        "CON",
        "TM-X",
        "1st",
        "with space",
        "ü",
        "a" * 65,
        "a0000000-0000-4000-8000-000000000001",
        "<b>",
        "-",
        "",
    ],
)
def test_an_id_that_no_record_may_have_is_replaced(id: str) -> None:
    result = imported("a.json", otm(trustZones=[ZONE], components=[component(id, name="Till")]))
    assert "- id: TILL\n    name: Till" in result.text
    assert not result.faults


def test_names_of_every_script_are_kept() -> None:
    names = ["支付服务", "Überweisung", "Καλημέρα", "🚲 shed", "a\u0301"]
    data = otm(trustZones=[ZONE], components=[component(str(n), name=name) for n, name in enumerate(names)])
    result = imported("a.json", data)
    assert all(f"name: {name}" in result.text for name in names)
    assert "id: UBERWEISUNG" in result.text


HOSTILE = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "=cmd|'/c calc'!A1",
    "{{ 7*7 }}",
    "a: b\n- c: !!python/object:os.system {}",
    "--- \n... \n%YAML",
    "*alias &anchor",
    "\x1b[31mred\x07",
    "\u202egnp.exe",
    "\ud800",
    "\x00",
    "# no comment",
    "| pipe",
    "yes",
    "2024-01-01",
    "null",
    "~",
    "'\"",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    threats = [
        {"id": "t", "name": text, "description": text, "categories": [text], "risk": {"likelihood": 1, "impact": 1}}
    ]
    data = otm(
        project={"name": text, "id": text, "description": text, "owner": text, "tags": [text]},
        trustZones=[{**ZONE, "name": text, "description": text}],
        components=[component("till", name=text, description=text, type=text)],
        threats=threats,
    )
    result = imported("a.json", data)
    assert not result.faults
    assert all(character.isprintable() or character == "\n" for character in result.text)
    knowledge = assemble({"threat-models/a.yaml": result.text.encode()})
    assert not knowledge.problems
    (record,) = knowledge.records.values()
    assert isinstance(record, ThreatModel)
    kept = record.threats[0].description
    assert kept == "".join("\N{REPLACEMENT CHARACTER}" if c in "\x1b\x07\u202e\ud800\x00" else c for c in text).strip()


def test_an_extension_can_not_bring_in_what_a_record_may_not_hold() -> None:
    further = {"id": "../../etc", "owner": ["x"], "review": "never", "status": "perfect", "kind": "policy", "x": 1}
    project = {"name": "Kiosk", "id": "kiosk", "attributes": {"trailbook": further}}
    result = imported("a.json", otm(project=project))
    assert result.identity == "TM-KIOSK"
    assert {problem.rule for problem in result.faults} == {"wrong-type", "unknown-word"}
    assert {omission.what for omission in result.omissions} >= {
        "project.attributes.trailbook.kind",
        "project.attributes.trailbook.x",
    }


def with_unknown_keys(value: Any) -> Any:
    """The document with a key that no format knows in each of its mappings."""
    if isinstance(value, dict):
        return {**{key: with_unknown_keys(inner) for key, inner in value.items()}, "unheard-of": "words"}
    return [with_unknown_keys(inner) for inner in value] if isinstance(value, list) else value


def unknown_keys(value: Any, way: tuple[str, ...] = ("",)) -> list[tuple[str, ...]]:
    """The way to each of these keys: the key itself and all that it stands in, as an import names them."""
    if isinstance(value, dict):
        return [
            found
            for key, inner in value.items()
            for found in unknown_keys(inner, (*way, f"{way[-1]}.{key}".lstrip(".")))
        ]
    if isinstance(value, list):
        return [found for inner in value for found in unknown_keys(inner, (*way, f"{way[-1]}[]"))]
    return [way] if way[-1].endswith("unheard-of") else []


LISTED_TWICE = {"pytm-written.json": {"actors[].unheard-of"}}
"""The form that pytm writes has each element twice; what is unknown is listed where it is read."""


@pytest.mark.parametrize("name", sorted(file.name for file in FILES.iterdir() if file.suffix == ".json"))
def test_a_key_that_no_reader_knows_is_listed_wherever_it_stands(name: str) -> None:
    document = with_unknown_keys(json.loads((FILES / name).read_text(encoding="utf-8")))
    listed = {omission.what for omission in imported(name, json.dumps(document).encode()).omissions}
    silent = {way[-1] for way in unknown_keys(document) if not listed & set(way)}
    assert silent <= LISTED_TWICE.get(name, set())


def test_a_page_is_in_no_format_that_is_known_and_not_merely_broken_yaml() -> None:
    source, (problem,) = read_source("README.md", b"# Title\n\nA: b: c\n- [x\n")
    assert source is None
    assert problem.message == "the file is in no format that can be imported"


def test_a_model_with_the_template_of_its_tool_in_it_may_be_larger_than_a_record() -> None:
    text = (FILES / "threat-modeling-tool.tm7").read_bytes()
    assert (
        imported("a.tm7", text.replace(b"</ThreatModel>", b" " * MAX_BYTES + b"</ThreatModel>")).counts["threats"] == 5
    )


def test_xml_that_is_no_threat_model_is_in_no_format() -> None:
    assert "in no format that can be imported" in said(b"<ThreatModel><Other/></ThreatModel>", "a.tm7")[0]
    assert "a document type, which may define entities" in said(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "a.tm7")[0]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Unique QR code coupon assignment and validation of leads", "UNIQUE-QR-CODE-COUPON-ASSIGNMENT"),
        ("Receive the updates of the shop for the desk of the town", "RECEIVE-THE-UPDATES-OF-THE-SHOP"),
        ("Sign in", "SIGN-IN"),
        ("Of", "OF"),
    ],
)
def test_an_id_that_is_cut_ends_with_a_word_that_says_something(name: str, words: str) -> None:
    assert slug(name) == words
