"""The knowledge base as one file: what it holds of which records, and that it is what its schema states."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.building import Built, build, configure, parse, write
from tests.paths import REPOSITORY
from tests.repositories import Repo

from trailbook.records.loading import assemble
from trailbook.site.files.knowledge_json import knowledge_base_schema, knowledge_file, knowledge_text
from trailbook.site.rendering.sitemap import Sitemap

POLICY = """\
---
id: POL-A
kind: policy
owner: "{owner}"
status: draft
roles: [maker]
review: {{cadence: yearly}}
controls:
  - {{id: C1, level: must}}
---
# Rules

What is allowed.

## Closed {{#C1}}

See POL-B.
"""
OTHER = POLICY.format(owner="Us").replace("POL-A", "POL-B").replace("See POL-B.", "Text.")


def files(owner: str = "Us") -> dict[str, str]:
    return {
        "docs/index.md": "# Home\n\nRead POL-A.C1.\n",
        "docs/policies/a.md": POLICY.format(owner=owner),
        "docs/policies/b.md": OTHER,
    }


def exported(**options: Any) -> Any:
    knowledge = assemble({path: text.encode() for path, text in files(options.pop("owner", "Us")).items()})
    return json.loads(knowledge_text(knowledge_file(Sitemap(knowledge, "docs", **options), "abc")))


def test_a_record_is_told_with_its_items_and_where_they_stand() -> None:
    (found,) = [record for record in exported()["records"] if record["id"] == "POL-A"]
    assert found == {
        "id": "POL-A",
        "kind": "policy",
        "title": "Rules",
        "summary": "What is allowed.",
        "owner": "Us",
        "status": "draft",
        "url": "policies/a/",
        "path": "docs/policies/a.md",
        "revision": None,
        "items": [{"id": "POL-A.C1", "noun": "control", "title": "Closed", "url": "policies/a/#C1"}],
    }


def test_a_plain_page_is_a_record_that_nobody_owns() -> None:
    (found,) = [record for record in exported()["records"] if record["kind"] == "page"]
    assert (found["id"], found["owner"], found["status"], found["url"]) == ("docs/index.md", None, None, "")


def test_links_read_from_source_to_target() -> None:
    assert exported()["links"] == [
        {"source": "POL-A.C1", "relation": "mentions", "target": "POL-B"},
        {"source": "docs/index.md", "relation": "mentions", "target": "POL-A.C1"},
    ]


def test_what_is_not_published_is_not_named() -> None:
    found = exported(left_out=frozenset({"policies/b.md"}))
    assert "POL-B" not in [record["id"] for record in found["records"]]
    assert found["links"] == [{"source": "docs/index.md", "relation": "mentions", "target": "POL-A.C1"}]


def test_addresses_follow_the_site() -> None:
    (found,) = [record for record in exported(directory_urls=False)["records"] if record["id"] == "POL-A"]
    assert found["items"][0]["url"] == "policies/a.html#C1"


def test_hostile_text_is_text_in_json_and_in_html() -> None:
    hostile = "</script><img src=x onerror=alert(1)> & \u202e\u2028"
    knowledge = assemble({path: text.encode() for path, text in files(hostile).items()})
    text = knowledge_text(knowledge_file(Sitemap(knowledge, "docs"), None))
    assert text.isascii() and text.isprintable() is False and text.strip().isprintable()
    assert not parse(text).elements and "&" not in text
    (found,) = [record for record in json.loads(text)["records"] if record["id"] == "POL-A"]
    assert found["owner"] == "</script><img src=x onerror=alert(1)> &"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = write(tmp_path_factory.mktemp("contract") / "kb", files())
    configure(root, "trailbook/records")
    Repo(root).commit("Begin")
    return build(root, root / "site")


def test_the_site_has_the_file_at_the_newest_commit(site: Built) -> None:
    found = json.loads(site.text("knowledge-base.json"))
    assert found["revision"] == Repo(site.site.parent).git("rev-parse", "HEAD")
    assert [record["id"] for record in found["records"]] == ["POL-A", "POL-B", "docs/index.md"]
    assert {record["revision"] for record in found["records"]} == {None}


def test_every_address_of_the_file_leads_to_a_page_with_that_anchor(site: Built) -> None:
    for record in json.loads(site.text("knowledge-base.json"))["records"]:
        for url in (record["url"], *(item["url"] for item in record["items"])):
            page, _, anchor = url.partition("#")
            assert not anchor or anchor in site.page(f"{page}index.html").ids
            assert f"{page}index.html" in site.files()


def test_with_a_trail_each_record_names_the_commit_of_its_last_decision(tmp_path: Path) -> None:
    root = write(tmp_path / "kb", files())
    configure(root, "trailbook/records", "trailbook/trail")
    repo = Repo(root)
    first = repo.commit("Begin")
    (path,) = [path for path, text in files().items() if "id: POL-B" in text]
    second = repo.commit("Reword", {path: f"{files()[path]}\nAnd more.\n"})
    found = json.loads(build(root, root / "site").text("knowledge-base.json"))
    assert found["revision"] == second
    revisions = {record["id"]: record["revision"] for record in found["records"]}
    assert revisions == {"POL-A": first, "POL-B": second, "docs/index.md": first}


@pytest.mark.slow
def test_a_file_that_somebody_put_there_stays_beside_a_trail_as_well(tmp_path: Path) -> None:
    root = write(tmp_path / "kb", {**files(), "docs/knowledge-base.json": "{}"})
    configure(root, "trailbook/records", "trailbook/trail")
    Repo(root).commit("Begin")
    assert build(root, tmp_path / "site", strict=True).text("knowledge-base.json") == "{}"


def test_without_a_commit_there_is_no_revision(tmp_path: Path) -> None:
    root = write(tmp_path / "kb", files())
    configure(root, "trailbook/records")
    assert json.loads(build(root, tmp_path / "site").text("knowledge-base.json"))["revision"] is None


def test_a_file_that_somebody_put_there_stays(tmp_path: Path) -> None:
    root = write(tmp_path / "kb", {**files(), "docs/knowledge-base.json": "{}"})
    configure(root, "trailbook/records")
    assert build(root, tmp_path / "site").text("knowledge-base.json") == "{}"


def test_the_committed_schema_is_that_of_the_file() -> None:
    committed = REPOSITORY / "schemas" / "knowledge-base.schema.json"
    assert committed.read_text(encoding="utf-8") == knowledge_base_schema()


@pytest.mark.parametrize("change", [{}, {"version": 2}, {"more": 1}, {"records": [{"id": "POL-A"}]}])
def test_the_schema_takes_what_is_written_and_nothing_else(change: dict[str, Any]) -> None:
    schema = json.loads(knowledge_base_schema())
    Draft202012Validator.check_schema(schema)
    assert Draft202012Validator(schema).is_valid({**exported(), **change}) == (not change)
