import pytest

from trailbook.records.reading import may_hold_record, read_document

RECORDS = [
    "id: TM-A\nkind: threat-model\n",
    "kind : policy\n",
    "---\n# A comment\n\n'id': TM-A\n",
    '\ufeff"kind": policy\n',
    "title: A\r\nid: TM-A\r\n",
    "title: A\rid: TM-A\r",
    "  id: TM-A\n  kind: threat-model\n",
    "{id: TM-A, kind: threat-model}\n",
    "--- {id: TM-A}\n",
    "? id\n: TM-A\n",
    "!!map\nid: TM-A\n",
    "%YAML 1.2\n---\nid: TM-A\n",
    "base: &base\n  id: TM-A\n<<: *base\n",
]
OTHERS = [
    "- name: one\n  id: 1\n",
    "name: a build\njobs:\n  id: 1\n  kind: x\n",
    "# id: TM-A\n\nname: A\n",
    "identity: x\nkinds: y\n",
    "name: A\ntext: |\n  id: TM-A\n",
]


@pytest.mark.parametrize("text", RECORDS)
def test_whatever_may_be_a_record_is_parsed(text: str) -> None:
    assert may_hold_record("a.yaml", text.encode())


@pytest.mark.parametrize("text", OTHERS)
def test_yaml_in_which_no_line_begins_with_an_id_or_kind_holds_no_record(text: str) -> None:
    assert not may_hold_record("a.yaml", text.encode())
    assert read_document("a.yaml", text.encode())[0] is None


def test_markdown_always_may() -> None:
    assert may_hold_record("a.md", b"# A\n")
