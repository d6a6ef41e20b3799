from pathlib import Path
from shutil import copytree

from tests.building import parse
from tests.paths import STARTER

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.references import record_of
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.view import Connection, View
from trailbook.workspace.workspace import open_workspace


def view(knowledge: KnowledgeBase, id: str, *, only_docs: bool = False) -> View:
    sitemap = Sitemap(knowledge, "content", only_docs=only_docs)
    return View(sitemap, sitemap.paths.get(id, f"{id}.md"), knowledge.documents[id])


def test_a_link_is_seen_from_both_its_ends(knowledge: KnowledgeBase) -> None:
    policy, playbook = view(knowledge, "POL-SHARING"), view(knowledge, "PB-SHARE")
    assert Connection("implements", "PB-SHARE.S1", ("POL-SHARING.C1",)) in playbook.points_to
    (back,) = (c for c in policy.pointed_to_by if c.own == "POL-SHARING.C1" and c.relation == "implemented by")
    assert set(back.others) == {"PB-SHARE.S1", "TM-LEAVE.M1"}


def test_every_link_between_records_is_a_connection_of_both(knowledge: KnowledgeBase) -> None:
    for link in knowledge.links:
        source, target = record_of(link.source), record_of(link.target)
        out = [c for c in view(knowledge, source).points_to if c.own == link.source and link.target in c.others]
        back = [c for c in view(knowledge, target).pointed_to_by if c.own == link.target and link.source in c.others]
        assert bool(out) == bool(back) == (source != target)


def test_the_records_own_items_are_no_connections(knowledge: KnowledgeBase) -> None:
    model = view(knowledge, "TM-LEAVE")
    assert "TM-LEAVE.M1" in model.incoming("T1", "mitigates")
    for connection in (*model.points_to, *model.pointed_to_by):
        assert not any(other.startswith("TM-LEAVE") for other in connection.others)


def test_a_bare_item_id_is_an_item_of_the_pages_own_record(knowledge: KnowledgeBase) -> None:
    assert view(knowledge, "POL-SHARING").full("C1") == "POL-SHARING.C1"
    assert view(knowledge, "POL-SHARING").full("X9") == "X9"
    assert view(knowledge, "POL-SHARING").short("POL-SHARING.C1") == "C1"


def test_a_reference_is_a_link_that_says_what_it_leads_to(knowledge: KnowledgeBase) -> None:
    (link,) = parse(view(knowledge, "PB-SHARE").ref("TM-LEAVE.T1")).elements
    assert (link.tag, link.text) == ("a", "TM-LEAVE.T1")
    assert link.attributes["href"] == "../../threat-models/leave-requests/threats/#T1"
    assert link.attributes["title"] == "Threat: The list is shared with everyone"


def test_the_title_of_a_reference_keeps_its_capitals(knowledge: KnowledgeBase) -> None:
    (link,) = parse(view(knowledge, "PB-SHARE").ref("POL-SHARING.C1")).elements
    assert link.attributes["title"] == "Control: Share with named groups"
    (link,) = parse(view(knowledge, "PB-SHARE").ref("TM-LEAVE")).elements
    assert link.attributes["title"] == "Threat model: Leave requests"


def test_a_list_names_what_it_links_to_and_its_id_comes_second(knowledge: KnowledgeBase) -> None:
    page = view(knowledge, "PB-SHARE")
    link, id = parse(page.titled("TM-LEAVE.T1")).elements
    assert (link.tag, link.text) == ("a", "The list is shared with everyone TM-LEAVE.T1")
    assert link.attributes["class"] == "tb-to tb-to--threat"
    assert link.attributes["href"] == page.href("TM-LEAVE.T1")
    assert (id.attributes["class"], id.text) == ("tb-to__id", "TM-LEAVE.T1")
    assert not parse(view(knowledge, "PB-SHARE", only_docs=True).titled("TM-LEAVE.T1")).all("a")


def test_what_has_no_page_is_a_chip_and_no_link(knowledge: KnowledgeBase) -> None:
    page = view(knowledge, "PB-SHARE", only_docs=True)
    for reference in ("TM-LEAVE.T1", "TM-LEAVE", "POL-UNKNOWN.C1"):
        (chip,) = parse(page.ref(reference)).elements
        assert (chip.tag, chip.text) == ("span", reference)
    assert page.href("TM-LEAVE.T1") == ""
    assert parse(page.ref("POL-SHARING.C1")).all("a")


def test_a_sentence_calls_what_it_refers_to_by_title(knowledge: KnowledgeBase) -> None:
    page = view(knowledge, "PB-SHARE")
    record, item, step, other = parse(page.text("TM-LEAVE, TM-LEAVE.T1, PB-SHARE.S1 and POL-UNKNOWN")).elements
    assert (record.text, record.attributes["title"]) == ("Leave requests", "TM-LEAVE")
    assert (item.text, item.attributes["title"]) == (
        "Leave requests, T1",
        "TM-LEAVE.T1: The list is shared with everyone",
    )
    assert step.text == "step 1"
    assert view(knowledge, "TM-LEAVE").in_prose("PB-SHARE.S1") == f"{knowledge.label('PB-SHARE')}, step 1"
    assert (other.tag, other.text) == ("span", "POL-UNKNOWN")


def test_a_step_whose_id_does_not_count_it_is_called_by_its_id(tmp_path: Path) -> None:
    file = copytree(STARTER, tmp_path / "kb") / "content/playbooks/share-an-app.md"
    file.write_text(file.read_text(encoding="utf-8").replace("S2", "S7"), encoding="utf-8")
    page = view(open_workspace(tmp_path / "kb").knowledge(), "TM-LEAVE")
    assert page.in_prose("PB-SHARE.S7") == f"{page.knowledge.label('PB-SHARE')}, step S7"


def test_an_exercise_calls_its_injects_by_title(knowledge: KnowledgeBase) -> None:
    page = view(knowledge, "EX-LEAKED-LIST")
    title = knowledge.label("EX-LEAKED-LIST.J1")
    link = f'<a class="tb-own-step" href="#J1">“{title}”</a>'
    assert page.step_text("From J1 on, J9 later.") == f"From {link} on, J9 later."


def test_references_in_a_body_that_have_no_page_stay_text(knowledge: KnowledgeBase) -> None:
    page = view(knowledge, "PB-SHARE", only_docs=True)
    assert page.page_body("TM-LEAVE.T1 and POL-SHARING.C1") == (
        "TM-LEAVE.T1 and [Sharing, C1](../policies/sharing.md#C1 "
        '"POL-SHARING.C1&#58; Share with named groups"){ .tb-named data-tb-id=POL-SHARING.C1 }'
    )


def test_a_section_of_a_record_can_be_referred_to(knowledge: KnowledgeBase) -> None:
    page = view(knowledge, "POL-SHARING")
    words = "[An open list (example), Impact](../postmortems/open-list.md#impact"
    assert page.page_body("PM-OPEN-LIST.impact").startswith(words)
