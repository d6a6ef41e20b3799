"""What may be read out of a parameter's value."""

from collections import Counter

import pytest

from trailbook.interchange.platforms.export import of_mapping, title_of
from trailbook.interchange.platforms.reading import read_application
from trailbook.interchange.platforms.tables import read_table
from trailbook.interchange.platforms.values import read_address, report_credentials, shown_path
from trailbook.interchange.source import Node, Reading
from trailbook.records.loading import assemble
from trailbook.text.positions import Positions


@pytest.mark.parametrize(
    ("text", "host", "path", "transport"),
    [
        ("https://api.example.com/v1/orders?key=1#x", "api.example.com", "/v1/orders", "encrypted"),
        ("=http://search:8080/search?q={{ $json.query }}", "search:8080", "/search", "plain"),
        ("={{ `https://docs.example.com/a/${$json.b}` }}", "docs.example.com", "/a/", "encrypted"),
        ("={{ $json.url }}", "", "", None),
        ("https://{{tenant}}.example.com/a", "", "/a", "encrypted"),
        ("https://anna:geheim1@shop.example/a", "shop.example", "/a", "encrypted"),
        ("@{variables('address')}", "", "", None),
        ("orders", "", "", None),
    ],
)
def test_of_an_address_only_what_holds_no_value_is_read(text: str, host: str, path: str, transport: str | None) -> None:
    found = read_address(text)
    assert (found.host, found.path, found.transport) == (host, path, transport)


def test_a_segment_that_may_be_a_key_is_left_out_of_a_path() -> None:
    assert shown_path("/hooks/ba5e9235-01af-47f8-9f72-29df862bfa0f/in") == "/hooks/…/in"
    assert shown_path("/invoke-advanced-web-researcher-v2") == "/invoke-advanced-web-researcher-v2"
    assert shown_path("/Xb7kQ2mPz9LrT4wVn8sDfGh1") == "/…"


def test_a_credential_is_reported_with_its_place_and_never_shown() -> None:
    secret = "Xb7" + "kQ2mPz9LrT4wVn8sDf"
    header = {"name": "api_key", "value": secret}
    reading = Reading("a.json", Positions())
    assert report_credentials(Node({"headers": (header, header), "url": "{{ token }}"}, (), reading))
    assert [problem.rule for problem in reading.problems] == ["credential"]
    assert secret not in str(reading.problems[0])


@pytest.mark.parametrize("name", ["X-Hub-Signature", "Authorization", "Set-Cookie", "x-partner-auth"])
def test_a_value_of_a_header_that_is_a_credential_is_reported_under_the_name_of_the_header(name: str) -> None:
    header = {"name": name, "value": "Bearer Xb7" + "kQ2^mPz9.LrT4w@Vn8"}
    reading = Reading("a.json", Positions())
    assert report_credentials(Node({"entries": (header,)}, (), reading))
    assert f"a credential in the header {name!r}" in reading.problems[0].message


@pytest.mark.parametrize(
    "value",
    ["Bearer [Your API Key]", "Your Brave API Key", "application/json", "@token", "sha256", "sha1=" + 20 * "a7"],
)
def test_a_header_with_an_explanation_in_place_of_a_credential_is_none(value: str) -> None:
    reading = Reading("a.json", Positions())
    assert not report_credentials(Node({"name": "Authorization", "value": value}, (), reading))


@pytest.mark.parametrize("value", ["={{ $json.api_key }}", "{{ secrets.key }}", "id", ""])
def test_a_value_that_is_filled_in_at_run_time_is_no_credential(value: str) -> None:
    reading = Reading("a.json", Positions())
    assert not report_credentials(Node({"name": "api_key", "value": value}, (), reading))


def test_a_document_with_text_behind_it_is_read_and_the_text_reported() -> None:
    export = of_mapping({"a.json": b'{"nodes": []}\ntitle of the template'})
    node = export.node("a.json")
    assert node is not None and node.value == {"nodes": ()}
    assert [(problem.rule, problem.line) for problem in export.problems] == [("broken-json", 2)]


def test_no_name_is_that_of_two_services() -> None:
    known = read_table("services")
    names = Counter(called for name, also in known.items() for called in {each.casefold() for each in (name, *also)})
    assert [name for name, count in names.items() if count > 1] == []
    assert len(known) >= 50 and all(isinstance(name, str) for also in known.values() for name in also)


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (["a/orders.json"], "orders"),
        (["shop/a/1.json", "shop/b/2.json"], "shop"),
        (["/exports/shop/1.json", "/exports/shop/2.json"], "shop"),
        (["a/1.json", "b/2.json"], "1"),
        (["a/flows/1.json", "b/flows/2.json"], "1"),
        (["/a/1.json", "/b/2.json"], "1"),
    ],
)
def test_files_together_are_called_after_the_folder_that_holds_them(names: list[str], title: str) -> None:
    assert title_of(names) == title


@pytest.mark.parametrize(
    ("file", "name", "id"),
    [
        ("x/searches.yml", "搜索大师", "TM-SEARCHES"),
        ("orders/app.yml", "заказы", "TM-ORDERS"),
        ("旅行.yml", "旅行Demo", "TM-DEMO"),
        ("app.yml", "搜索大师", "TM-DIFY-7F5F"),
    ],
)
def test_a_title_without_latin_letters_gives_an_id_by_its_file(file: str, name: str, id: str) -> None:
    text = f"app: {{name: {name}, mode: workflow}}\nworkflow: {{graph: {{nodes: [], edges: []}}}}\n"
    read, _ = read_application(of_mapping({file: text.encode()}), assemble({}))
    assert read is not None and read.source.identity == id


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("={{ $env.API_BASE }}/orders/{{ $json.id }}", "API_BASE"),
        ("{{$vars.CRM}}", "CRM"),
        ("{{#env.CRM#}}/contacts", "CRM"),
        ("${CRM_URL}", "CRM_URL"),
        ("{{ $json.env.CRM }}", ""),
        ("https://crm.example/{{ $env.PATH }}", ""),
        ("{{#1.env.CRM#}}", ""),
        ("${crm}", ""),
    ],
)
def test_a_setting_of_the_platform_gives_an_address_that_no_caller_chooses(text: str, setting: str) -> None:
    address = read_address(text)
    assert (address.setting, address.is_given) == (setting, not setting and not address.host)
