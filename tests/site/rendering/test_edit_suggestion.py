from pathlib import Path
from shutil import copytree
from urllib.parse import parse_qs

import pytest
import yaml
from tests.building import Built, Html, build

from trailbook.records.document import Document
from trailbook.records.reading import read_document
from trailbook.site.rendering.forge import EditLinks

FORGES = {
    "https://github.com/us/kb": ("edit/main/content/", "blob/main", "#L9"),
    "https://gitlab.com/us/kb": ("-/edit/main/content/", "-/blob/main", "#L9"),
    "https://codeberg.org/us/kb": ("_edit/main/content/", "src/branch/main", "#L9"),
    "https://bitbucket.org/us/kb": ("src/main/content/", "src/main", "#lines-9"),
}


@pytest.fixture
def kb(starter: Path, tmp_path: Path) -> Path:
    return copytree(starter, tmp_path / "kb")


def configured(
    kb: Path, tmp_path: Path, options: dict[str, str], records: dict[str, bool] | None = None, *, strict: bool = True
) -> Built:
    file = kb / "mkdocs.yml"
    values = {**yaml.safe_load(file.read_text()), **options}
    plugins = [
        {"trailbook/records": records} if "trailbook/records" in plugin else plugin for plugin in values["plugins"]
    ]
    file.write_text(yaml.safe_dump({**values, "plugins": plugins if records else values["plugins"]}))
    return build(kb, tmp_path / "site", strict=strict)


def suggested(built: Built, path: str) -> tuple[str | None, str]:
    """The address of the suggestion on a page, and all its words."""
    (box,) = built.page(path).all(cls="tb-suggest")
    links = [a.attributes["href"] for a in built.page(path).all("a") if a.attributes.get("class") == "tb-suggest__link"]
    return (links[0] if links else None), " ".join(box.text.split())


GITHUB = {"repo_url": "https://github.com/us/kb", "edit_uri": "edit/main/content/"}


@pytest.mark.parametrize(
    ("path", "href", "words"),
    [
        ("playbooks/share-an-app", "edit/main/content/playbooks/share-an-app.md", "this playbook"),
        ("threat-models/leave-requests", "edit/main/threat-models/leave-requests.yaml", "this threat model"),
        ("postmortems/open-list", "edit/main/postmortems/open-list.md", "this postmortem"),
        ("training/sharing-basics", "edit/main/content/training/sharing-basics.md", "this training module"),
        ("threats/TM-LEAVE.T1", "blob/main/threat-models/leave-requests.yaml#L90", "this threat"),
        ("controls/POL-SHARING.C1", "blob/main/content/policies/sharing.md#L31", "this control"),
        (".", "edit/main/content/index.md", "this page"),
    ],
)
def test_every_page_that_somebody_wrote_says_where_a_change_is_suggested(
    suggesting: Built, path: str, href: str, words: str
) -> None:
    address, said = suggested(suggesting, f"{path}/index.html")
    assert address == f"https://github.com/us/kb/{href}"
    assert said.startswith(f"Suggest a change to {words} It opens ")
    assert " on github.com, where you can edit it and send a proposal." in said


def test_the_line_and_the_owner_are_said(suggesting: Built) -> None:
    _, said = suggested(suggesting, "threats/TM-LEAVE.T1/index.html")
    assert "It opens line 90 of threat-models/leave-requests.yaml on github.com" in said
    assert said.endswith("People operations answers for it.")


def test_a_line_is_that_of_the_item(suggesting: Built, starter: Path) -> None:
    for path in ("threats/TM-LEAVE.T2", "controls/POL-SHARING.C2"):
        address, _ = suggested(suggesting, f"{path}/index.html")
        file, _, line = str(address).partition("/blob/main/")[2].partition("#L")
        assert path.rpartition(".")[2] in (starter / file).read_text().split("\n")[int(line) - 1]


def test_pages_made_of_many_records_and_search_suggest_nothing(suggesting: Built) -> None:
    for path in ("policies", "roles/maker", "dashboards/leadership"):
        assert not suggesting.page(f"{path}/index.html").all(cls="tb-suggest")
    assert "Suggest a change" not in suggesting.text("search/search_index.json")


def test_without_a_forge_it_is_said_which_file_to_edit_and_whom_to_tell(starter_site: Built) -> None:
    address, said = suggested(starter_site, "playbooks/share-an-app/index.html")
    assert address is None
    assert said == (
        "To suggest a change to this playbook, edit the file in the repository, or tell the owner: Platform security."
    )
    assert not starter_site.page("index.html").all(cls="tb-suggest")  # a plain page has no owner to tell


@pytest.mark.slow
def test_it_can_be_switched_off(kb: Path, tmp_path: Path) -> None:
    built = configured(kb, tmp_path, GITHUB, {"suggest": False})
    assert not any(page.all(cls="tb-suggest") for page in built.pages.values())


@pytest.mark.slow
def test_an_owner_and_an_address_that_are_hostile_stay_text(kb: Path, tmp_path: Path) -> None:
    policy = kb / "content/policies/sharing.md"
    policy.write_text(policy.read_text().replace("owner: Platform security", "owner: '<img src=x onerror=alert(1)>'"))
    built = configured(kb, tmp_path, {"edit_uri": "javascript:alert(1)//"}, strict=False)
    html = built.text("policies/sharing/index.html")
    box = html[html.index('class="tb-suggest"') :]
    assert "<img src=x" not in box
    assert "javascript:" not in box


@pytest.mark.parametrize(("repository", "parts"), FORGES.items())
def test_each_forge_shows_a_line_in_its_own_way(repository: str, parts: tuple[str, str, str]) -> None:
    uri, folder, fragment = parts
    links = EditLinks("content", repository, uri)
    assert links.line("content/a b.md", 9) == f"{repository}/{folder}/content/a%20b.md{fragment}"
    assert links.line("postmortems/x.md", 9) == f"{repository}/{folder}/postmortems/x.md{fragment}"


@pytest.mark.parametrize(
    "links",
    [
        EditLinks(),
        EditLinks("content", "https://git.example.org/us/kb", "edit/main/content/"),
        EditLinks("content", "https://github.com/us/kb", "https://elsewhere.example/edit/main/content/"),
        EditLinks("content", "https://github.com/us/kb", "wiki/content/"),
    ],
)
def test_a_line_is_not_guessed_where_the_form_of_addresses_is_not_known(links: EditLinks) -> None:
    assert links.line("content/x.md", 9) is None


NEW = {
    "https://github.com/us/kb": ("edit/main/content/", "new/main/content/policies?filename=x.md&value="),
    "https://gitlab.com/us/kb": ("edit/main/content/", "new/main/content/policies?file_name=x.md&content="),
    "https://gitlab.com/us/a/kb": ("-/edit/main/content/", "-/new/main/content/policies?file_name=x.md&content="),
    "https://codeberg.org/us/kb": ("_edit/v/2/content/", "_new/v/2/content/policies?filename=x.md&value="),
}


@pytest.mark.parametrize(("repository", "parts"), NEW.items())
def test_each_forge_opens_its_editor_with_a_file_and_its_text(repository: str, parts: tuple[str, str]) -> None:
    uri, expected = parts
    address = EditLinks("content", repository, uri).new("content/policies/x.md", "id: a&b\n# é +\n")
    assert address == f"{repository}/{expected}id%3A%20a%26b%0A%23%20%C3%A9%20%2B%0A"


def test_a_forge_of_ones_own_is_known_by_the_option() -> None:
    links = EditLinks("content", "https://git.example.org/us/kb", "-/edit/main/content/", forge="gitlab")
    assert links.line("content/x.md", 9) == "https://git.example.org/us/kb/-/blob/main/content/x.md#L9"
    assert links.new("x.md", "") == "https://git.example.org/us/kb/-/new/main?file_name=x.md&content="


@pytest.mark.parametrize(
    ("links", "text"),
    [
        (EditLinks(), ""),
        (EditLinks("content", "https://bitbucket.org/us/kb", "src/main/content/"), ""),
        (EditLinks("content", "https://git.example.org/us/kb", "edit/main/content/"), ""),
        (EditLinks("content", "https://github.com/us/kb", "edit/main/content/"), "a" * 8000),
    ],
)
def test_no_address_is_guessed_for_a_new_file(links: EditLinks, text: str) -> None:
    assert links.new("content/x.md", text) is None


def new_records(page: Html) -> tuple[str, str]:
    """The address of the draft that a register offers, empty without one, and its words."""
    (box,) = page.all("p", "tb-new")
    return next((a.attributes["href"] or "" for a in page.all("a") if a.parent is box), ""), " ".join(box.text.split())


@pytest.mark.parametrize(
    ("path", "folder", "name", "words"),
    [
        ("playbooks", "content/playbooks", "todo.md", "New playbook"),
        ("threat-models", "threat-models", "todo.yaml", "New threat model"),
        ("postmortems", "postmortems", "todo.md", "New postmortem"),
    ],
)
def test_a_register_opens_the_editor_of_the_forge_with_a_draft(
    suggesting: Built, path: str, folder: str, name: str, words: str
) -> None:
    href, said = new_records(suggesting.page(f"{path}/index.html"))
    place, _, query = href.partition("?")
    assert place == f"https://github.com/us/kb/new/main/{folder}"
    assert said == f"{words} It opens a draft of {folder}/{name} on github.com, for you to fill in and propose."
    stated = parse_qs(query)
    assert stated["filename"] == [name]
    document, faults = read_document(f"{folder}/{name}", stated["value"][0].encode())
    assert not faults
    assert isinstance(document, Document)
    assert document.record.id.endswith("-TODO")


def test_without_a_known_forge_a_register_names_the_command(starter_site: Built) -> None:
    assert new_records(starter_site.page("policies/index.html")) == (
        "",
        "New policy: trailbook new policy drafts it in the repository.",
    )


@pytest.mark.parametrize(
    ("path", "id", "address"),
    [
        ("policies/sharing", "C1", "blob/main/content/policies/sharing.md#L31"),
        ("threat-models/leave-requests/threats", "T1", "blob/main/threat-models/leave-requests.yaml#L90"),
        ("playbooks/share-an-app", "S1", "blob/main/content/playbooks/share-an-app.md#L"),
    ],
)
def test_what_says_why_an_item_is_there_leads_to_its_line(suggesting: Built, path: str, id: str, address: str) -> None:
    links = suggesting.page(f"{path}/index.html").all("a")
    (href,) = [a.attributes["href"] for a in links if a.text == f"Suggest a change to {id}"]
    assert str(href).startswith(f"https://github.com/us/kb/{address}")


@pytest.fixture(scope="module")
def suggesting(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("suggesting")
    return configured(copytree(starter, folder / "kb"), folder, GITHUB)
