"""The pages of single threats and controls."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from tests.building import Built, Html, build, parse, start
from tests.paths import REPOSITORY
from tests.repositories import Repo
from tests.site.pages.register_pages import register_pages

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble, load
from trailbook.site.pages.item_pages import item_pages
from trailbook.site.pages.record_pages import chapters, record_page, register_table
from trailbook.site.rendering.sitemap import Sitemap

MODEL = """\
id: TM-{name}
kind: threat-model
title: Model {name}
owner: Us
application: {{name: A, platform: P, purpose: P, users: U, impact: We stand still}}
components: [{{id: APP, name: Screen, type: screen, owner: Us}}]
review: {{cadence: yearly}}
threats:
  - {{id: T1, title: "{title}", category: injection, description: Text, benefits: B, harmed: H, affects: [APP],
     inherent: {{likelihood: likely, impact: major}}, residual: {{likelihood: rare, impact: major}}, same_as: [{same}],
     frameworks: {{OWASP-CD: [CD-SEC-08]}}}}
  - {{id: T2, title: Other, category: injection, description: Text, benefits: B, harmed: H, affects: [APP],
     inherent: {{likelihood: likely, impact: major}}, residual: {{likelihood: rare, impact: major}}}}
mitigations:
  - {{id: M1, title: Scanner, mitigates: [T1, T2], implements: [POL-FILES.C1], state: planned, owner: Us}}
"""
POLICY = """\
---
id: POL-FILES
kind: policy
owner: Us
roles: [maker]
review: {cadence: yearly}
controls:
  - {id: C1, level: must, covers: [TM-A.T1]}
  - {id: C2, level: should}
---

# Files

## Files are scanned {#C1}

Every *file*. See C2. Each one:

1. is opened
2. is read, to its
   last line

Then it is kept.

## Nothing asks for this {#C2}

Text.
"""


def made(*, same: str = "", title: str = "Malware") -> KnowledgeBase:
    files = {
        "threat-models/a.yaml": MODEL.format(name="A", same="", title=title).encode(),
        "threat-models/b.yaml": MODEL.format(name="B", same=same, title="Malware by mail").encode(),
        "docs/policies/files.md": POLICY.encode(),
    }
    return assemble(files)


def pages(*, same: str = "", title: str = "Malware") -> dict[str, Html]:
    return {page.path: parse(page.html) for page in item_pages(Sitemap(made(same=same, title=title), "docs"))}


REACHED = """\
id: TM-{name}
kind: threat-model
title: Model {name}
owner: Us
application: {{name: A, platform: P, purpose: P, users: U, impact: We stand still}}
components:
  - {{id: FORM, name: Form, type: form, owner: Us}}
  - {{id: TABLE, name: Table, type: data-store, owner: Us}}
data: [{{id: D1, name: Guests, sensitivity: internal, stored_in: [TABLE]}}]
flows: [{{id: F1, name: Keep, source: FORM, target: TABLE, data: [D1], identity: Maker}}]
entry_points: [{{id: E1, name: Link, component: FORM, exposed_to: Anybody, authentication: None}}]
review: {{cadence: yearly}}
threats:
  - {{id: T1, title: Read, category: injection, description: Text, benefits: B, harmed: H, affects: [TABLE],
     inherent: {{likelihood: likely, impact: major}}, residual: {{likelihood: rare, impact: major}}, same_as: [{same}]}}
"""


def test_the_attack_paths_of_a_threat_come_after_what_is_done_and_those_of_the_same_threat_are_folded() -> None:
    files = {
        "threat-models/a.yaml": REACHED.format(name="A", same="").encode(),
        "threat-models/b.yaml": REACHED.format(name="B", same="TM-A.T1").encode(),
    }
    sitemap = Sitemap(assemble(files), "docs")
    drawn = {page.path: parse(page.html) for page in item_pages(sitemap, pictures=True)}
    html = drawn["threats/TM-A.T1.md"]
    ids = [e.attributes.get("id") for e in html.all("h2")]
    assert ids[:6] == ["in-TM-A", "in-TM-B", "mitigations", "controls", "where", "paths"]
    (folded,) = html.all("details", "tb-folded")
    figures = html.all("figure")
    assert [figure in html.inside(folded) for figure in figures] == [False, True]
    assert [id for id, number in Counter(html.ids).items() if number > 1] == []
    plain = {page.path: page.html for page in item_pages(sitemap)}
    assert "<svg" not in plain["threats/TM-A.T1.md"]
    behind = {page.path: page for page in chapters(sitemap, sitemap.knowledge.documents["TM-B"], diagrams=True)}
    model = behind["threat-models/b/threats.md"].markdown
    assert "1 way to what T1 affects" in model
    assert '<a href="../../../threats/TM-B.T1/#paths">The picture of these paths</a>' in model


def table(html: Html, label: str) -> list[list[str]]:
    """The cells of each row of the table with a label."""
    (outer,) = (e for e in html.all(cls="tb-scroll") if e.attributes["aria-label"] == label)
    inner = html.inside(outer)
    rows = [e for e in inner if e.tag == "tr" and e.parent and e.parent.tag == "tbody"]
    return [[" ".join(e.text.split()) for e in inner if e.tag == "td" and e.parent is row] for row in rows]


def test_every_threat_and_every_control_has_a_page_at_its_id() -> None:
    assert sorted(pages()) == [
        "controls/POL-FILES.C1.md",
        "controls/POL-FILES.C2.md",
        "threats/TM-A.T1.md",
        "threats/TM-A.T2.md",
        "threats/TM-B.T1.md",
        "threats/TM-B.T2.md",
    ]


def test_a_threat_says_how_its_level_comes_about() -> None:
    (risk,) = (e.text for e in pages()["threats/TM-A.T1.md"].all("div") if e.text.startswith("Risk "))
    assert re.search(r" × [a-z]+ = \d+ of 25, [a-z]+", risk)
    assert risk.endswith("How risk is scored")


def test_a_mitigation_tells_what_else_it_covers() -> None:
    rows = table(pages()["threats/TM-A.T1.md"], "What mitigates it")
    assert rows == [["Scanner TM-A.M1", "planned", "Us", "", "1 otherOther TM-A.T2"]]


def test_a_control_tells_where_else_it_helps_through_mitigations_of_other_models() -> None:
    ((control, _, here, elsewhere),) = table(pages()["threats/TM-A.T1.md"], "Controls against it")
    assert control.endswith(" POL-FILES.C1")
    assert here == "Scanner TM-A.M1"
    assert elsewhere == "3 othersOther TM-A.T2 Malware by mail TM-B.T1 Other TM-B.T2"


def test_threats_that_are_the_same_have_one_page_and_the_other_address_leads_there() -> None:
    found = pages(same="TM-A.T1")
    assert "One threat that 2 threat models state" in found["threats/TM-A.T1.md"].text
    mitigations = [row[0] for row in table(found["threats/TM-A.T1.md"], "What mitigates it")]
    assert mitigations == ["Scanner TM-A.M1", "Scanner TM-B.M1"]
    pointer = found["threats/TM-B.T1.md"]
    assert "TM-B.T1 is the same threat as TM-A.T1" in " ".join(pointer.text.split())
    assert "../TM-A.T1/" in [e.attributes["href"] for e in pointer.all("a")]


@pytest.mark.parametrize("same", ["", "TM-A.T1"])
def test_a_threat_model_counts_for_a_threat_what_the_page_of_the_threat_counts(same: str) -> None:
    knowledge, own = made(same=same), pages(same=same)
    found = chapters(Sitemap(knowledge, "docs"), knowledge.documents["TM-B"])
    (page,) = (parse(page.markdown) for page in found if page.path.endswith("/threats.md"))
    folds = {one.text: one for one in page.all("details", "tb-fold")}
    for text, path in zip(
        folds, ("threats/TM-A.T1.md" if same else "threats/TM-B.T1.md", "threats/TM-B.T2.md"), strict=True
    ):
        controls, mitigations = (table(own[path], name) for name in ("Controls against it", "What mitigates it"))
        assert f"{len(mitigations)} mitigation" in text
        assert f"{len(controls)} control" in text
        assert all(control.split(" POL-")[0] in text for control, *_ in controls)


def test_threats_that_only_look_alike_keep_a_page_each() -> None:
    text = pages(title="Malware by mail")["threats/TM-B.T1.md"].text
    assert "Threat TM-B.T1" in text
    assert "threat models state" not in text


def test_same_threats_are_listed_once_elsewhere() -> None:
    (row,) = table(pages(same="TM-A.T1")["threats/TM-A.T2.md"], "Controls against it")
    assert row[3] == "2 othersMalware TM-A.T1 Other TM-B.T2"


def test_what_stands_against_nothing_says_so() -> None:
    text = pages()["controls/POL-FILES.C2.md"].text
    assert "No threat:" in text
    assert "No mitigation:" in text


def test_a_control_is_printed_in_full_with_its_lists() -> None:
    html = pages()["controls/POL-FILES.C1.md"]
    assert [p.text for p in html.all("p")[2:4]] == ["Every file. See C2. Each one:", "Then it is kept."]
    assert [item.text for item in html.all("li")[:2]] == ["is opened", "is read, to its last line"]


def test_a_control_has_as_many_threats_on_its_page_as_in_its_policy_and_on_the_list() -> None:
    sitemap = Sitemap(made(same="TM-A.T1"), "docs")
    policy = parse(record_page(sitemap, sitemap.knowledge.documents["POL-FILES"]).markdown)
    (listed,) = (parse(page.markdown) for page in register_pages(sitemap) if page.path == "controls.md")
    assert len(table(pages(same="TM-A.T1")["controls/POL-FILES.C1.md"], "Threats it protects against")) == 3
    assert [e.text for e in policy.all("a") if e.attributes["href"].endswith("C1/#threats")] == ["3 threats"]
    assert [e.text for e in listed.all("summary") if "threat" in e.text] == ["3 threats"]


def test_hostile_titles_stay_text() -> None:
    html = pages(title="<script>alert(1)</script>")["threats/TM-A.T1.md"]
    assert not html.all("script")
    assert html.all("h1")[0].text == "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = start(tmp_path_factory.mktemp("items") / "kb")
    model = root / "threat-models" / "leave-requests.yaml"
    model.write_text(model.read_text().replace("likelihood: likely", "likelihood: possible", 1))
    policy = root / "content" / "policies" / "sharing.md"
    should = "    level: should\n"
    policy.write_text(policy.read_text().replace(should, f"{should}    learned_from: [PM-OPEN-LIST]\n"))
    repo = Repo(root)
    repo.hour = 1  # later than the first commit
    repo.commit("Rate leaks lower\n\nThe list is no longer shared.")
    return build(root, root / "site")


def threat(site: Built) -> tuple[str, Html]:
    (path, *_) = sorted(path for path in site.pages if path.startswith("threats/TM-"))
    return path, site.pages[path]


def test_the_history_of_an_item_leads_to_its_decisions_on_the_trail(site: Built) -> None:
    _, html = threat(site)
    (mark,) = html.all("details", "tb-why")
    assert "Why is this here?" in mark.text
    links = [e for e in html.all("a") if "/trail/" in e.attributes.get("href", "") and e not in html.inside(mark)]
    assert [link.text for link in links] == ["Rate leaks lower", "Start the knowledge base"]
    assert all("#d-" in link.attributes["href"] for link in links)


def test_the_history_of_an_item_calls_what_it_refers_to_by_its_title(site: Built) -> None:
    html = site.page("controls/POL-SHARING.C2/index.html")
    newest, _ = html.all("ul", "tb-changes")[-2:]
    assert newest.text.strip() == "learned from “An open list (example)”"
    (link,) = [e for e in html.inside(newest) if e.tag == "a"]
    assert link.attributes["data-tb-id"] == link.attributes["title"] == "PM-OPEN-LIST"


def test_item_pages_are_searched_and_in_no_navigation(site: Built) -> None:
    found = json.loads(site.text("search/search_index.json"))["docs"]
    kinds = {entry["location"].partition("/")[0]: entry.get("kind") for entry in found if "#" not in entry["location"]}
    assert (kinds["threats"], kinds["controls"], kinds["trail"]) == ("Threat", "Control", "Trail")
    home = [e.attributes.get("href", "") for e in site.page("index.html").all("a")]
    assert not [href for href in home if "threats/TM-" in href or "controls/POL-" in href]


def test_a_threat_is_in_the_navigation_of_its_page_below_its_model_beside_the_others(site: Built) -> None:
    path, html = threat(site)
    (title,) = html.all("h1")
    own = [e.text.strip() for e in html.all("a", "md-nav__link--active")]
    assert own == [title.text]
    entries = [e.attributes["href"] for e in html.all("a", "md-nav__link")]
    beside = {f"../../{other.removesuffix('index.html')}" for other in site.pages if other.startswith("threats/TM-")}
    assert len(beside & set(entries)) == len(beside) - 1
    assert "../../threat-models/leave-requests/" in entries
    assert "tb-shell" not in site.text(path)


def test_a_trail_is_in_the_navigation_of_its_page_below_its_record_in_the_register(site: Built) -> None:
    html = site.page("trail/policies/sharing/index.html")
    entries = [e.attributes["href"] for e in html.all("a", "md-nav__link")]
    assert {"../../../policies/", "../../../policies/sharing/"} <= set(entries)
    assert [e.text.strip() for e in html.all("a", "md-nav__link--active")] == [html.all("h1")[0].text]


def test_a_record_leads_to_the_pages_of_its_items(site: Built) -> None:
    html = site.page("threat-models/leave-requests/threats/index.html")
    links = [e.attributes["href"] for e in html.all("a") if e.text == "All about this threat"]
    assert links
    assert all(Path("threat-models/leave-requests", link).as_posix() for link in links)
    policy = site.page("policies/sharing/index.html")
    (line, *_) = policy.all("span", "tb-relations")
    assert " threat" in line.text
    assert {e.attributes["href"].partition("#")[0] for e in policy.inside(line) if e.tag == "a"} >= {
        "../../controls/POL-SHARING.C1/"
    }


def test_a_threat_tells_which_rules_found_it_and_another_does_not() -> None:
    sitemap = Sitemap(load(REPOSITORY), "content")
    found = {page.path: parse(page.html) for page in item_pages(sitemap)}
    links = [e for e in found["threats/TM-DONORS.T1.md"].all("a") if "threat-rules/#" in e.attributes.get("href", "")]
    assert "../../threat-rules/#link-is-the-key" in [link.attributes["href"] for link in links]
    assert "link-is-the-key" not in "".join(
        e.attributes.get("href", "") for e in found["threats/TM-DONORS.T2.md"].all("a")
    )


EXCEPTED = """\
exceptions:
  - {id: X1, control: POL-FILES.C1, approver: A, reason: R, state: ended, granted: 2025-01-01, expires: 2025-06-30}
  - {id: X2, control: POL-FILES.C1, approver: A, reason: R, state: approved, granted: 2025-01-01, expires: 2026-06-30}
"""


def test_an_exception_that_ended_is_behind_what_holds_and_counts_nowhere_as_current() -> None:
    policy = POLICY.replace("controls:\n", f"{EXCEPTED}controls:\n", 1)
    policy += "\n## Exceptions\n\n### For a while {#X1}\n\nText.\n\n### For now {#X2}\n\nText.\n"
    knowledge = assemble({"docs/policies/files.md": policy.encode()})
    sitemap = Sitemap(knowledge, "docs")
    page = record_page(sitemap, knowledge.documents["POL-FILES"]).markdown
    assert "1 exception</a>" in page
    assert page.index("{#X2}") < page.index("{#X1}") < page.index("Who approved it, and why")
    (html,) = (parse(one.html) for one in item_pages(sitemap) if one.path == "controls/POL-FILES.C1.md")
    register = parse(register_table(sitemap, "policy", "policies/index.md"))
    (cell,) = (one for one in register.all("td") if one.attributes.get("data-tb-label") == "Exceptions")
    assert cell.text == "1"
    assert "Binds" in register.text and "Next review" not in register.text
    titles = [one.text.split(" POL")[0] for one in html.all("a", "tb-to--exception")]
    assert titles == ["For now", "For a while"]
    assert "ended or refused" not in html.text
    assert "approved until 30 Jun 2026" in " ".join(html.text.split())
