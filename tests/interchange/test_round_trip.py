"""A model written in another tool's format and read back is the same model."""

import json
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from tests.paths import REPOSITORY
from tests.properties import examples

from trailbook.interchange.importing import import_model, read_source
from trailbook.interchange.writers import WRITERS
from trailbook.records.document import Document
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.loading import load
from trailbook.records.ratings import Factors, Rating
from trailbook.records.reading import read_document
from trailbook.records.vocabulary import (
    ComponentType,
    Impact,
    Likelihood,
    MitigationState,
    Sensitivity,
    ThreatCategory,
    ThreatState,
)

SHIPPED = [model for model in load(REPOSITORY).records.values() if isinstance(model, ThreatModel)]
FORMATS = sorted(WRITERS)

sentence = st.text("abc äß漢🚲<>&\"'*_#{}|-:=%@", min_size=1, max_size=20).map(
    lambda text: " ".join(text.split()) or "x"
)
maybe = st.just("") | sentence
day = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def word(words: Any) -> st.SearchStrategy[str]:
    return st.sampled_from(get_args(words))


rating = st.fixed_dictionaries({"likelihood": word(Likelihood), "impact": word(Impact)})


def some(ids: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(ids), unique=True, max_size=4).map(tuple) if ids else st.just(())


@st.composite
def models(draw: st.DrawFn) -> ThreatModel:
    """A threat model of any shape whose references all lead to its own items."""
    count = st.integers(0, 4)
    ids = iter(
        draw(st.permutations([*"ABCDEFGH", *(f"X{n}" for n in range(12)), *(f"long-id_{n}" for n in range(12))]))
    )

    def some_ids(number: int) -> list[str]:
        return [next(ids) for _ in range(number)]

    zones, parts, data = some_ids(draw(count)), some_ids(draw(count) + 1), some_ids(draw(count))
    flows, entries, threats = some_ids(draw(count)), some_ids(draw(st.integers(0, 2))), some_ids(draw(count))
    outer = [draw(st.none() | st.sampled_from(zones[:index])) if index else None for index in range(len(zones))]
    elements = [*parts, *data, *flows, *entries]

    def threat(id: str) -> dict[str, Any]:
        state = draw(word(ThreatState))
        acceptance = {"by": draw(sentence), "reason": draw(sentence), "until": draw(day)}
        return {
            "id": id,
            "title": draw(sentence),
            "category": draw(word(ThreatCategory)),
            "description": draw(sentence),
            "benefits": draw(sentence),
            "harmed": draw(sentence),
            "affects": draw(some(elements)),
            "inherent": draw(rating),
            "residual": draw(rating),
            "state": state,
            "acceptance": acceptance if state == "accepted" else None,
            "reason": draw(sentence) if state == "false-positive" else draw(maybe),
        }

    def named(id: str) -> dict[str, Any]:
        return {"id": id, "name": draw(sentence), "description": draw(maybe)}

    return ThreatModel.model_validate(
        {
            "id": "TM-ANY",
            "kind": "threat-model",
            "title": draw(sentence),
            "summary": draw(maybe),
            "owner": draw(sentence),
            "status": draw(st.sampled_from(["draft", "active"])),
            "tags": draw(st.lists(sentence, max_size=2).map(tuple)),
            "review": {"cadence": "quarterly", "next": draw(st.none() | day)},
            "application": {name: draw(sentence) for name in ("name", "platform", "purpose", "users", "impact")},
            "boundaries": tuple({**named(id), "within": around} for id, around in zip(zones, outer, strict=True)),
            "components": tuple(
                {
                    **named(id),
                    "type": draw(word(ComponentType)),
                    "owner": draw(sentence),
                    "technology": draw(maybe),
                    "boundary": draw(st.none() | st.sampled_from(zones)) if zones else None,
                    "connector": draw(st.none() | st.just("CON-MAIL")),
                }
                for id in parts
            ),
            "data": tuple(
                {
                    **named(id),
                    "sensitivity": draw(word(Sensitivity)),
                    "personal": draw(st.booleans()),
                    "stored_in": draw(some(parts)),
                }
                for id in data
            ),
            "flows": tuple(
                {
                    **named(id),
                    "source": draw(st.sampled_from(parts)),
                    "target": draw(st.sampled_from(parts)),
                    "data": draw(some(data)),
                    "identity": draw(maybe),
                }
                for id in flows
            ),
            "entry_points": tuple(
                {
                    "id": id,
                    "name": draw(sentence),
                    "component": draw(st.sampled_from(parts)),
                    "exposed_to": draw(sentence),
                    "authentication": draw(sentence),
                }
                for id in entries
            ),
            "threats": tuple(threat(id) for id in threats),
            "mitigations": tuple(
                {
                    "id": id,
                    "title": draw(sentence),
                    "description": draw(maybe),
                    "mitigates": draw(some(threats)),
                    "state": draw(word(MitigationState)),
                    "owner": draw(sentence),
                    "due": draw(st.none() | day),
                }
                for id in some_ids(draw(count))
            ),
            "assumptions": tuple({"id": id, "text": draw(sentence)} for id in some_ids(draw(st.integers(0, 2)))),
        }
    )


def there_and_back(model: ThreatModel, form: str) -> ThreatModel:
    source, problems = read_source("model.json", WRITERS[form](model).text.encode())
    assert source is not None, problems
    imported = import_model(source, "threat-models/model.yaml")
    assert (imported.problems, imported.faults, imported.stand_ins) == ((), (), {})
    document, _ = read_document("threat-models/model.yaml", imported.text.encode())
    assert isinstance(document, Document) and isinstance(document.record, ThreatModel)
    return document.record


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("model", SHIPPED, ids=lambda model: model.id)
def test_a_shipped_model_comes_back_whole(model: ThreatModel, form: str) -> None:
    assert there_and_back(model, form) == model


@pytest.mark.parametrize("form", FORMATS)
@examples(60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(model=models())
def test_any_model_comes_back_whole(form: str, model: ThreatModel) -> None:
    assert there_and_back(model, form) == model


@pytest.mark.parametrize("form", FORMATS)
def test_the_factors_of_a_rating_come_back_as_long_as_its_words_stand(form: str) -> None:
    groups = {name: info.annotation for name, info in Factors.model_fields.items() if name != "business_impact"}
    factors = {name: dict.fromkeys(group.model_fields, 5) for name, group in groups.items() if group}
    rated = {"likelihood": "possible", "impact": "moderate", "factors": factors}
    model = SHIPPED[0]
    threats = tuple(
        threat.model_copy(update={"inherent": Rating.model_validate(rated), "residual": Rating.model_validate(rated)})
        for threat in model.threats
    )
    model = model.model_copy(update={"threats": threats})
    assert there_and_back(model, form) == model


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_is_the_same_every_time_and_has_no_place_of_the_machine(form: str) -> None:
    text = WRITERS[form](SHIPPED[0]).text
    assert text == WRITERS[form](SHIPPED[0]).text
    assert str(Path.cwd()) not in text


def test_every_open_threat_model_has_what_its_schema_requires() -> None:
    for model in SHIPPED:
        document = json.loads(WRITERS["otm"](model).text)
        zones, parts = {z["id"] for z in document["trustZones"]}, {c["id"] for c in document["components"]}
        assert all(part["parent"]["trustZone"] in zones for part in document["components"])
        assert all({flow["source"], flow["destination"]} <= parts for flow in document["dataflows"])
        named = {entry["threat"] for part in document["components"] for entry in part.get("threats", ())}
        assert named <= {threat["id"] for threat in document["threats"]}
        assert all(
            0 <= threat["risk"][name] <= 100 for threat in document["threats"] for name in ("likelihood", "impact")
        )
        assert all(0 <= asset["risk"]["confidentiality"] <= 100 for asset in document["assets"])


def test_every_threat_dragon_cell_has_what_its_schema_requires() -> None:
    for model in SHIPPED:
        document = json.loads(WRITERS["threat-dragon"](model).text)
        (diagram,) = document["detail"]["diagrams"]
        cells = {cell["id"]: cell for cell in diagram["cells"]}
        assert len(cells) == len(diagram["cells"])
        for cell in cells.values():
            assert len(cell["id"]) >= 2 and cell["data"]["type"] and "hasOpenThreats" in cell["data"]
            if cell["shape"] == "flow":
                assert {cell["source"]["cell"], cell["target"]["cell"]} <= set(cells)
        texts = [threat for cell in cells.values() for threat in cell["data"].get("threats", ())]
        assert all({"description", "mitigation", "severity", "status", "title", "type"} <= set(text) for text in texts)


def test_what_another_tool_changed_counts_more_than_what_stands_beside_it() -> None:
    model = next(model for model in SHIPPED if model.id == "TM-EXPENSES")
    document = json.loads(WRITERS["threat-dragon"](model).text)
    cells = document["detail"]["diagrams"][0]["cells"]
    threat = next(t for cell in cells for t in cell["data"].get("threats", ()) if t["id"] == "T2")
    threat |= {"status": "Mitigated", "severity": "Low", "type": "Repudiation"}
    threat["mitigation"] = threat["mitigation"].split("\n\n")[0] + "\n\nAsk a second person."
    source, _ = read_source("model.json", json.dumps(document).encode())
    assert source is not None
    read, _ = read_document("a.yaml", import_model(source, "a.yaml").text.encode())
    assert isinstance(read, Document) and isinstance(read.record, ThreatModel)
    found = {item.id: item for item in read.record.threats}["T2"]
    assert (found.state, found.category, found.residual.likelihood) == ("mitigated", "missing-logging", "unlikely")
    assert found.inherent == {item.id: item for item in model.threats}["T2"].inherent
    done = {item.id: item for item in read.record.mitigations}
    assert "T2" in done["M2"].mitigates and "T2" not in done["M10"].mitigates
    assert [item.title for item in done.values() if item.title == "Ask a second person."]


def test_what_other_tools_do_not_show_is_reported() -> None:
    unseen = WRITERS["threat-dragon"](SHIPPED[0]).unseen
    assert any(line.startswith("entry_points (all)") for line in unseen)
    assert any(line.startswith("threats.benefits") for line in unseen)
