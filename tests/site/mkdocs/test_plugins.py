"""Whole builds: each plugin alone, each pair, in any order, in a site that somebody else configured."""

import re
import subprocess
import sys
from itertools import combinations, permutations
from pathlib import Path
from shutil import copytree

import pytest
import yaml
from mkdocs.exceptions import Abort
from tests.building import Built, broken_links, build, build_anew, configure, warnings, write

RECORDS, DIAGRAMS, PLAYBOOKS = "trailbook/records", "trailbook/diagrams", "trailbook/playbooks"
ALL = (RECORDS, DIAGRAMS, PLAYBOOKS)
ALONE_AND_IN_PAIRS = [chosen for number in (1, 2) for chosen in combinations(ALL, number)]

FOREIGN = {
    "docs/index.md": "---\ntitle: Home\n---\n# Welcome\n\nSee [the guide](guide/start.md).\n",
    "docs/guide/start.md": "# Start\n\n## Part one\n\n```python\nx = {}\n```\n\n<div>\n\nraw\n\n</div>\n",
    "docs/guide/README.md": "Guide\n=====\n\nA - list:\n\n* one\n* two\n",
    "docs/notes.yaml": "a: 1\n",
    "threat-models/README.txt": "not a record\n",
}
BLOCK = "# Picture\n\nText\n```trailbook\ndata-flow TM-LEAVE\n```\n"


@pytest.fixture
def kb(starter: Path, tmp_path: Path) -> Path:
    """A starter knowledge base to change."""
    return copytree(starter, tmp_path / "kb")


@pytest.fixture
def short(kb: Path) -> Path:
    """The same with no more than the pages of records, on a theme that is laid out soon."""
    configure(kb, *ALL, docs_dir="content")
    return kb


def refused(root: Path, site: Path) -> Built:
    """What a strict build has written when its warnings end it."""
    with warnings() as found, pytest.raises(Abort):
        build(root, site, strict=True)
    return Built(site, found)


@pytest.mark.parametrize("theme", ["mkdocs", "material"])
@pytest.mark.parametrize("folders", [True, False])
def test_on_markdown_with_no_metadata_each_plugin_alone_changes_nothing_and_warns_of_nothing(
    tmp_path: Path, theme: str, folders: bool
) -> None:
    root = write(tmp_path / "repo", FOREIGN)
    sites: list[dict[str, list[str]]] = []
    for plugins in ((), *((plugin,) for plugin in ALL)):
        configure(root, *plugins, theme=theme, use_directory_urls=folders)
        built = build(root, tmp_path / f"site{len(sites)}")
        assert not built.warnings, plugins
        assert not broken_links(built), plugins
        sites.append({path: page.text.split() for path, page in built.pages.items()})
    plain, *ours = sites
    assert ours == [plain] * len(ALL)


@pytest.mark.slow
def test_a_site_with_no_configured_extensions_shows_no_attribute_lists(kb: Path, tmp_path: Path) -> None:
    write(kb, {"content/index.md": "# Home\n"})
    for plugins in ((RECORDS,), (PLAYBOOKS,)):
        configure(kb, *plugins, docs_dir="content")
        built = build(kb, tmp_path / f"site-{plugins[0][-4:]}")
        assert "{ #" not in built.page("playbooks/share-an-app/index.html").text
        assert "{ ." not in built.page("playbooks/share-an-app/index.html").text
        assert not broken_links(built)


@pytest.mark.slow
@pytest.mark.parametrize("folders", [True, False])
@pytest.mark.parametrize("chosen", ALONE_AND_IN_PAIRS, ids="+".join)
def test_the_starter_builds_with_any_of_the_plugins(
    kb: Path, tmp_path: Path, chosen: tuple[str, ...], folders: bool
) -> None:
    if RECORDS not in chosen:
        write(kb, {"content/index.md": "# Home\n"})
    configure(kb, *chosen, docs_dir="content", use_directory_urls=folders)
    built = build(kb, tmp_path / "site", strict=True)
    assert not broken_links(built)
    if RECORDS in chosen:
        model = built.page(_file("threat-models/leave-requests", folders))
        assert bool(model.all("figure", "tb-figure")) == (DIAGRAMS in chosen)
    assert (built.site / _file("roles/maker", folders)).exists() == (PLAYBOOKS in chosen)


def _file(path: str, folders: bool) -> str:
    return f"{path}/index.html" if folders else f"{path}.html"


@pytest.mark.slow
def test_the_order_of_the_plugins_changes_no_page(kb: Path, tmp_path: Path) -> None:
    sites = []
    for number, plugins in enumerate(permutations(ALL)):
        configure(kb, *plugins, docs_dir="content")
        files = build(kb, tmp_path / f"site{number}", strict=True).files()
        sites.append({path: data for path, data in files.items() if not path.startswith("sitemap.xml")})
    assert all(site == sites[0] for site in sites[1:])


def test_the_starter_builds_with_every_anchor_and_link_in_place(starter_site: Built) -> None:
    assert not starter_site.warnings
    assert not broken_links(starter_site)


def test_the_tags_of_the_starter_lead_to_their_records(starter_site: Built) -> None:
    tags = re.findall(r'<a [^>]*class="md-tag"[^>]*>', starter_site.text("policies/sharing/index.html"))
    assert [re.findall('href="([^"]*)"', tag) for tag in tags] == [
        ["../../tags/#tag:access"],
        ["../../tags/#tag:sharing"],
    ]
    listed = starter_site.text("tags/index.html").partition('id="tag:access"')[2]
    assert 'href="../policies/sharing/"' in listed


def test_a_page_of_tags_begins_with_how_many_there_are(kb: Path, tmp_path: Path) -> None:
    write(kb, {"content/tags.md": "# Tags\n\nOurs.\n\n<!-- material/tags -->\n"})
    named = {"a": "[hr, <b>x</b>]", "b": "[hr, apps]", "c": "[hr, apps, mail]", "d": "[mail]"}
    write(kb, {f"content/{name}.md": f"---\ntags: {tags}\n---\n\n# Of {name}\n" for name, tags in named.items()})
    page = build(kb, tmp_path / "site").page("tags/index.html")
    (lead,) = page.all("p", "tb-verdict")
    assert " ".join(lead.text.split()).startswith("8 tags on 12 pages. The most pages: sharing (6), hr (3), mail (3).")
    assert page.text.index("8 tags") < page.text.index("Ours.")


TAGGED = "site_name: Ours\ndocs_dir: content\ntheme: {name: material}\nplugins: [tags, trailbook/records]\n"


def test_a_page_of_tags_counts_nothing_where_a_single_page_has_some(tmp_path: Path) -> None:
    files = {"content/tags.md": "# Tags\n\n<!-- material/tags -->\n", "content/a.md": "---\ntags: [hr]\n---\n\n# A\n"}
    write(tmp_path, {"mkdocs.yml": TAGGED, "content/index.md": "# Home\n", **files})
    html = build(tmp_path, tmp_path / "site").text("tags/index.html")
    assert 'id="tag:hr"' in html
    assert "tb-verdict" not in html


def test_tags_in_capitals_are_sorted_among_the_others(kb: Path, tmp_path: Path) -> None:
    write(kb, {"content/tags.md": "# Tags\n\n<!-- material/tags -->\n"})
    write(kb, {f"content/{tag}.md": f"---\ntags: [{tag}]\n---\n\n# Of {tag}\n" for tag in ("HR", "apps", "mail")})
    html = build(kb, tmp_path / "site").text("tags/index.html")
    assert [tag for tag in re.findall(r'<h2 id="tag:([^"]*)"', html) if tag in ("hr", "apps", "mail")] == [
        "apps",
        "hr",
        "mail",
    ]


@pytest.mark.slow
def test_the_quick_builds_of_the_tests_write_what_a_user_gets(
    starter: Path, starter_site: Built, tmp_path: Path
) -> None:
    quick, slow = (built.files() for built in (starter_site, build_anew(starter, tmp_path / "site", strict=True)))
    assert {path for path in quick if quick[path] != slow.get(path)} <= {"sitemap.xml.gz"}, "which holds the time"
    assert quick.keys() == slow.keys()


def test_diagrams_alone_draws_a_model_that_is_outside_the_documentation_folder(kb: Path, tmp_path: Path) -> None:
    write(kb, {"docs/index.md": BLOCK})
    configure(kb, DIAGRAMS)
    built = build(kb, tmp_path / "site", strict=True)
    page = built.page("index.html")
    (figure,) = page.all("figure")
    inside = page.inside(figure)
    assert any(e.tag == "svg" for e in inside)
    assert "Read the diagram as text" in figure.text
    assert "Leave list" in figure.text
    assert not broken_links(built), "the model has no page here, so nothing can lead to it"
    styles = [e.attributes["href"] for e in page.all("link") if e.attributes.get("rel") == "stylesheet"]
    assert "assets/trailbook/trailbook.css" in styles
    assert b".tb-diagram" in (built.site / "assets/trailbook/trailbook.css").read_bytes()


def test_the_same_model_can_be_drawn_twice_on_a_page(kb: Path, tmp_path: Path) -> None:
    write(kb, {"docs/index.md": BLOCK + "\n" + BLOCK.replace("# Picture", "# Again")})
    configure(kb, DIAGRAMS)
    page = build(kb, tmp_path / "site", strict=True).page("index.html")
    assert len(page.all("figure")) == 2
    assert len(page.ids) == len(set(page.ids))


def test_playbooks_alone_gives_pages_by_role_and_links_only_to_pages_that_exist(kb: Path, tmp_path: Path) -> None:
    write(kb, {"content/index.md": "# Home\n"})
    configure(kb, PLAYBOOKS, docs_dir="content")
    built = build(kb, tmp_path / "site", strict=True)
    assert not broken_links(built)
    assert "Share an app" in built.page("roles/maker/index.html").text
    playbook = built.page("playbooks/share-an-app/index.html")
    links = {e.text.split()[-1]: e.attributes.get("href") for e in playbook.all(cls="tb-to")}
    assert links["POL-SHARING.C1"] == "../../policies/sharing/#C1"
    assert links["TM-LEAVE.T1"] is None, "threat models have no page here"
    assert not (built.site / "threats").exists()


def test_a_reference_on_a_page_that_a_plugin_made_is_linked_once(short: Path, tmp_path: Path) -> None:
    file = short / "content/playbooks/share-an-app.md"
    file.write_text(file.read_text().replace("trigger: You", "trigger: As POL-SHARING.C1 says, you"))
    file.write_text(file.read_text().replace("# Share an app", "# Share an app as in TM-LEAVE"))
    page = build(short, tmp_path / "site", strict=True).page("roles/maker/index.html")
    assert "](" not in page.text
    assert "Sharing, C1" in [e.text for e in page.all("a", "tb-named")]
    assert "Share an app as in TM-LEAVE" in [e.text for e in page.all("a")]


def test_a_record_with_a_problem_is_a_warning_with_file_and_line(short: Path, tmp_path: Path) -> None:
    file = short / "content/policies/sharing.md"
    file.write_text(file.read_text().replace("TM-LEAVE.T1", "TM-LEAVE.T9"))
    line = file.read_text().split("TM-LEAVE.T9")[0].count("\n") + 1
    built = refused(short, tmp_path / "site")
    (warning,) = built.warnings
    assert f"content/policies/sharing.md:{line}:" in warning
    assert "TM-LEAVE has no threat 'T9'" in warning
    assert "Share with named groups" in built.page("policies/sharing/index.html").text


def test_a_documentation_folder_outside_is_refused_once_and_with_its_remedy(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, {"docs/index.md": "# Welcome\n", "docs/guide.md": "# Guide\n", "site/.keep": ""})
    configure(tmp_path / "site", RECORDS, docs_dir="../docs")
    with pytest.raises(Abort):
        build(tmp_path / "site", tmp_path / "built")
    assert (
        caplog.text.count("docs_dir is '../docs', and records are only read below the folder of mkdocs.yml; move") == 1
    )


def test_a_documentation_folder_outside_is_no_matter_where_the_record_folders_are_named(tmp_path: Path) -> None:
    write(tmp_path, {"docs/index.md": "# Welcome\n", "site/kb/page.md": "# Page\n"})
    configure(tmp_path / "site", docs_dir="../docs", plugins=[{RECORDS: {"folders": ["kb"]}}])
    assert build(tmp_path / "site", tmp_path / "built").page("index.html").text


def test_a_block_with_a_wrong_argument_is_a_warning_at_its_line_with_a_near_value(short: Path, tmp_path: Path) -> None:
    blocks = "```trailbook\nregister policies\n```\n\n```trailbook\ndata-flow TM-LEAFE\n```\n"
    write(short, {"content/index.md": f"---\ntitle: Home\ntags: [a]\n---\n\n\n# Home\n\n{blocks}"})
    file = short / "content/policies/sharing.md"
    file.write_text(f"{file.read_text()}\n```trailbook\ndata-flow TM-LEAFE\n```\n")
    line = file.read_text().split("```trailbook")[0].count("\n") + 1
    found = refused(short, tmp_path / "site").warnings
    assert len(found) == 3
    for place, near in (
        ("index.md:9", "policy"),
        ("index.md:13", "TM-LEAVE"),
        (f"policies/sharing.md:{line}", "TM-LEAVE"),
    ):
        assert any(f"content/{place}: " in warning and f"did you mean '{near}'?" in warning for warning in found)


def test_a_block_shown_as_an_example_is_left_alone(short: Path, tmp_path: Path) -> None:
    write(short, {"content/index.md": "# Home\n\n````markdown\n```trailbook\noverview\n```\n````\n"})
    page = build(short, tmp_path / "site").page("index.html")
    assert "overview" in page.text
    assert not page.all(cls="tb-counts")


def test_the_blocks_of_registers_and_overview_are_filled_in_any_page(short: Path, tmp_path: Path) -> None:
    write(short, {"content/index.md": "# Home\n\n```trailbook\noverview\n```\n\n```trailbook\nregister policy\n```\n"})
    built = build(short, tmp_path / "site", strict=True)
    page = built.page("index.html")
    assert page.all(cls="tb-counts")
    assert "POL-SHARING" in page.text
    assert not broken_links(built)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["index.md", "README.md"])
def test_a_register_or_role_page_that_somebody_wrote_wins(short: Path, tmp_path: Path, name: str) -> None:
    write(short, {"content/index.md": "# Home\n"})
    write(short, {f"content/policies/{name}": "# Our own list\n", f"content/roles/{name}": "# Our own roles\n"})
    built = build(short, tmp_path / "site")
    assert not built.warnings
    assert "Our own list" in built.page("policies/index.html").text
    assert "POL-SHARING" not in built.page("policies/index.html").text
    assert "Our own roles" in built.page("roles/index.html").text


@pytest.mark.slow
def test_a_kind_that_has_no_records_leaves_no_empty_section(kb: Path, tmp_path: Path) -> None:
    for file in (*kb.glob("content/training/*"), *kb.glob("content/exercises/*")):
        file.unlink()
    nav = yaml.safe_load((kb / "mkdocs.yml").read_text())["nav"]
    built = build(kb, tmp_path / "site", strict=True, nav=[*nav, {"Drills": "exercises/"}])
    assert not broken_links(built)
    page = built.page("connectors/index.html")
    assert not {"Drills", "Training"} & {e.text.strip() for e in page.all(cls="md-ellipsis")}
    assert "Controls" in {e.text.strip() for e in page.all(cls="md-ellipsis")}


EDIT = {"repo_url": "https://git.example.org/us/kb", "edit_uri": "edit/main/content/"}


def edit_links(built: Built, path: str) -> list[str]:
    found = [e.attributes["href"] for e in built.page(path).all("a") if "edit" in e.attributes.get("href", "")]
    return sorted(set(found))


@pytest.mark.parametrize(
    "option",
    [
        {"repo_url": "https://git.example.org/us/kb/", "edit_uri_template": "edit/main/content/{path}"},
        pytest.param(EDIT, marks=pytest.mark.slow),
        pytest.param({"edit_uri": "https://git.example.org/us/kb/edit/main/content/"}, marks=pytest.mark.slow),
    ],
)
def test_edit_links_lead_to_the_file_that_somebody_wrote(kb: Path, tmp_path: Path, option: dict[str, str]) -> None:
    configure(kb, *ALL, docs_dir="content", theme="material", **option)
    values = yaml.safe_load((kb / "mkdocs.yml").read_text())
    values["theme"]["features"] = ["content.action.edit"]
    (kb / "mkdocs.yml").write_text(yaml.safe_dump(values))
    built = build(kb, tmp_path / "site", strict=True)
    base = "https://git.example.org/us/kb/edit/main"
    assert edit_links(built, "policies/sharing/index.html") == [f"{base}/content/policies/sharing.md"]
    assert edit_links(built, "threat-models/leave-requests/index.html") == [f"{base}/threat-models/leave-requests.yaml"]
    assert edit_links(built, "postmortems/open-list/index.html") == [f"{base}/postmortems/open-list.md"]
    assert edit_links(built, "roles/maker/index.html") == edit_links(built, "policies/index.html") == []


def test_a_site_without_a_repository_has_no_edit_links(starter_site: Built) -> None:
    assert not any(e.attributes.get("rel") == "edit" for page in starter_site.pages.values() for e in page.all("a"))


def test_an_excluded_record_has_no_page_and_nothing_links_to_one(kb: Path, tmp_path: Path) -> None:
    with (kb / "mkdocs.yml").open("a") as file:
        file.write("exclude_docs: |\n  /policies/sharing.md\n  /threat-models/\n  /exercises/leaked-list.md\n")
    nav = ["index.md", "roles/", "policies/", "threat-models/", "postmortems/", "exercises/", "playbooks/"]
    write(kb, {"content/index.md": "# Home\n\n```trailbook\noverview\n```\n\nPOL-SHARING.C1\n"})
    built = build(kb, tmp_path / "site", strict=True, nav=nav)
    assert not broken_links(built)
    for path in ("policies/sharing", "threat-models/leave-requests", "exercises/leaked-list", "threats", "controls"):
        assert not (built.site / path).exists()


@pytest.mark.slow
def test_two_records_that_would_have_one_page_are_a_warning(short: Path, tmp_path: Path) -> None:
    model = (short / "threat-models/leave-requests.yaml").read_text()
    write(short, {"threat-models/leave-requests.yml": model.replace("TM-LEAVE", "TM-OTHER")})
    (warning,) = build(short, tmp_path / "site").warnings
    assert "leave-requests.yml:1:1: its page would be that of threat-models/leave-requests.yaml" in warning


def test_the_plugin_of_plain_pages_imports_nothing_that_compares_revisions_or_merges_records() -> None:
    names = "import sys, trailbook.site.mkdocs.trail_plugin; print(*sorted(sys.modules))"
    found = subprocess.run([sys.executable, "-c", names], capture_output=True, text=True, check=True).stdout.split()
    slow = (
        "trailbook.sources.state",
        "trailbook.trail.revisions",
        "trailbook.trail.trails",
        "trailbook.risk.reviews.reviews",
    )
    assert not [name for name in slow if name in found], "a build without records needs none of them"
