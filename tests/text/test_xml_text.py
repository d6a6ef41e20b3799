"""XML that may be anybody's: values with places, one problem where it is broken, and no entities."""

import pytest

from trailbook.text.json_text import GENERATED
from trailbook.text.positions import Place
from trailbook.text.xml_text import read_data_contract, read_xml

BOMB = """<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<a>&c;</a>"""
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


def test_elements_become_mappings_and_what_is_repeated_a_tuple() -> None:
    text = '<app name="Kiosk"><flow>One</flow><flow state="1">Two</flow><owner/></app>'
    value, _, problems = read_xml(text, "app.xml")
    assert value == {
        "app": {"@name": "Kiosk", "flow": ("One", {"@state": "1", "#text": "Two"}), "owner": ""},
    }
    assert problems == []


def test_every_element_has_its_place() -> None:
    _, positions, _ = read_xml("<app>\n  <flow>One</flow>\n  <flow>Two</flow>\n</app>", "app.xml")
    assert positions.of(("app", "flow", 1)) == Place(3, 3)
    assert positions.of(("app", "flow", 1, "nothing")) == Place(3, 3)


@pytest.mark.parametrize("text", [BOMB, OUTSIDE])
def test_a_document_type_is_refused_before_its_entities_mean_anything(text: str) -> None:
    value, _, problems = read_xml(text, "app.xml")
    assert value is None
    assert [(p.rule, p.line) for p in problems] == [("broken-xml", 1)]
    assert "document type" in problems[0].message


@pytest.mark.parametrize(
    "text", ["<app>\n<flow></app>", "<app>\n", "\0<app/>", "<app>&nbsp;</app>", "no XML", "<a/><b/>"]
)
def test_broken_xml_is_one_problem_with_its_place(text: str) -> None:
    value, _, problems = read_xml(text, "app.xml")
    assert value is None
    assert [p.rule for p in problems] == ["broken-xml"]
    assert problems[0].line in (1, 2)


def test_deep_nesting_ends_at_a_limit() -> None:
    deep = GENERATED.levels + 1
    value, _, problems = read_xml("<a>" * deep + "</a>" * deep, "app.xml")
    assert value is None
    assert [p.rule for p in problems] == ["too-large"]


def test_what_the_first_line_says_of_the_encoding_does_not_count_as_the_text_is_decoded() -> None:
    assert read_xml('<?xml version="1.0" encoding="utf-16"?><a>é</a>', "app.xml")[0] == {"a": "é"}


def test_a_data_contract_is_read_without_prefixes_ids_and_nothings() -> None:
    text = (
        '<Model xmlns="urn:m" xmlns:i="urn:i">\n<a:Part z:Id="i1" i:type="b:Box" xmlns:a="urn:a"><Name xmlns="urn:n">'
        'One</Name><b:Value i:type="c:string">Two</b:Value><b:None i:nil="true"/><b:Empty i:type="c:string"/></a:Part>'
        "</Model>"
    )
    value, positions, problems = read_data_contract(text, "a.tm7")
    assert problems == []
    assert value == {"Model": {"Part": {"@type": "Box", "Name": "One", "Value": "Two", "None": None, "Empty": ""}}}
    assert positions.of(("Model", "Part", "Name")).line == 2
