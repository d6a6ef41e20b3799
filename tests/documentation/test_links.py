"""What leads from the documentation to the example, from the example to the documentation, and from README to both."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType
from typing import Any

import pytest
from docs import reference
from tests.building import Built
from tests.paths import REPOSITORY, STARTER

PAGES = REPOSITORY / "docs/pages"

ADDRESS = "https://trailbook.example.org/docs/"


def test_what_leads_to_the_example_leads_to_a_page_of_it(own_site: Built) -> None:
    links = {link for page in PAGES.rglob("*.md") for link in re.findall(r"\]\(example:([^)]*)\)", page.read_text())}
    assert len(links) > 10
    for link in links:
        path, _, anchor = link.partition("#")
        page = own_site.site / path / "index.html"
        assert page.is_file(), link
        assert not anchor or f'id="{anchor}"' in page.read_text(), link


@pytest.mark.slow
def test_what_leads_to_the_documentation_leads_to_a_page_of_it() -> None:
    known = {path.relative_to(PAGES).as_posix() for path in PAGES.rglob("*.md")} | set(reference.pages())
    addresses = {path.removesuffix("index.md").removesuffix(".md").rstrip("/") for path in known}
    sources = [REPOSITORY / "README.md", *(REPOSITORY / "content").rglob("*.md")]
    found = {
        link
        for source in sources
        for link in re.findall(rf"{re.escape(ADDRESS)}([^\s)\"'`>]*)", source.read_text(encoding="utf-8"))
    }
    assert found
    assert {link for link in found if link.partition("#")[0].rstrip("/") not in addresses} == set()


def test_the_documentation_is_built_for_the_address_that_everything_leads_to() -> None:
    assert f'site_url: !ENV [TRAILBOOK_DOCS_URL, "{ADDRESS}"]' in (REPOSITORY / "docs/mkdocs.yml").read_text()


def test_a_new_knowledge_base_leads_to_no_address_that_is_an_example() -> None:
    texts = [path.read_text(encoding="utf-8") for path in STARTER.rglob("*") if path.is_file()]
    assert [text for text in texts if "trailbook.example.org" in text] == []


def test_what_the_files_of_the_repository_link_to_is_there() -> None:
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"):
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)#][^)]*)\)", text) if "://" not in link]
        assert [link for link in links if not (REPOSITORY / link).exists()] == [], name


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = spec_from_file_location("hatch_build", REPOSITORY / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_readme_of_a_package_leads_to_files_of_its_version(hook: ModuleType) -> None:
    text = hook.with_addresses(
        (REPOSITORY / "README.md").read_text(encoding="utf-8"), "https://forge.example/o/r", "1.2.3"
    )
    paths = re.findall(r"\]\(https://forge\.example/o/r/(?:blob|raw)/1\.2\.3/([^)#]*)", text)
    assert len(paths) > 10
    assert [path for path in paths if not (REPOSITORY / path).is_file()] == []
    assert re.findall(r"\]\((?!https?:)[^)]*\)", text) == []


def test_the_metadata_of_a_package_name_no_address_that_is_not_known(
    hook: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    address_hook = hook.AddressHook(str(REPOSITORY), {})
    for name in ("TRAILBOOK_REPO_URL", "TRAILBOOK_DOCS_URL"):
        monkeypatch.delenv(name, raising=False)
    metadata: dict[str, Any] = {"version": "1.2.3"}
    address_hook.update(metadata)
    assert metadata["urls"] == {}
    assert re.findall(r"\]\((?!https?:)[^)]*\)", metadata["readme"]["text"]) == []
    monkeypatch.setenv("TRAILBOOK_REPO_URL", "https://forge.example/o/r/")
    address_hook.update(metadata)
    assert metadata["urls"]["Changelog"] == "https://forge.example/o/r/blob/1.2.3/CHANGELOG.md"
    assert "Documentation" not in metadata["urls"]
