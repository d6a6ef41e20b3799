from pathlib import Path
from shutil import copytree

import pytest
import yaml
from tests.building import Built, build

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
    kb: Path, tmp_path: Path, records: dict[str, object] | None = None, *, strict: bool = True, **options: object
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
    built = configured(kb, tmp_path, {"suggest": False}, **GITHUB)
    assert not any(page.all(cls="tb-suggest") for page in built.pages.values())


@pytest.mark.slow
def test_an_owner_and_an_address_that_are_hostile_stay_text(kb: Path, tmp_path: Path) -> None:
    policy = kb / "content/policies/sharing.md"
    policy.write_text(policy.read_text().replace("owner: Platform security", "owner: '<img src=x onerror=alert(1)>'"))
    built = configured(kb, tmp_path, strict=False, edit_uri="javascript:alert(1)//")
    html = built.text("policies/sharing/index.html")
    box = html[html.index('class="tb-suggest"') :]
    assert "<img src=x" not in box
    assert "javascript:" not in box


@pytest.mark.parametrize(("repository", "parts"), FORGES.items())
def test_each_forge_shows_a_line_in_its_own_way(repository: str, parts: tuple[str, str, str]) -> None:
    uri, folder, fragment = parts
    links = EditLinks("content", repository, uri)
    assert links.line("content/a b.md", 9) == f"{repository}/{folder}/content/a b.md{fragment}"
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


@pytest.fixture(scope="module")
def suggesting(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("suggesting")
    return configured(copytree(starter, folder / "kb"), folder, **GITHUB)
