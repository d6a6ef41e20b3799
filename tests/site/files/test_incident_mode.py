"""Playbooks that respond, as pages of their own."""

import json
import re

from tests.building import Html, parse

from trailbook.records.contacts import contacts_in
from trailbook.records.loading import assemble
from trailbook.site.files.incident_mode import incident_files, responses
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.translation import speak

PLAYBOOK = """\
---
id: {id}
kind: playbook
owner: Us
use: {use}
roles: [incident-responder]
trigger: Data leaks
coordinator: incident-responder
steps:
  - {{id: S1}}
  - {{id: S2}}
escalation: [{{when: It is bad, to: The board, within: at once}}]
---

# {title}

## What not to do

- Do not run
  away.
- Do not delete it.

## Steps

### Take the lead {{#S1}}

Say "I coordinate". Write down the time, e.g. on paper. Call the owner.

### Close it {{#S2}}

What fits:

- Switch the **link** `off`.
- Take the site down. Then look.
"""


def sitemap(**more: str) -> Sitemap:
    texts = {"leak": PLAYBOOK.format(id="PB-LEAK", use="respond", title="A leak"), **more}
    knowledge = assemble({f"content/playbooks/{name}.md": text.encode() for name, text in texts.items()})
    assert not knowledge.problems, knowledge.problems
    return Sitemap(knowledge, "content")


def test_each_sentence_and_entry_is_a_box_and_its_text_no_markup() -> None:
    page = parse(incident_files(sitemap())["go/leak/index.html"].decode())
    said = [" ".join(one.text.split()) for one in page.all("label") if "checkbox" in str(page.inside(one))]
    assert said == [
        'Say "I coordinate".',
        "Write down the time, e.g. on paper.",
        "Call the owner.",
        "What fits:",
        "Switch the link off.",
        "Take the site down. Then look.",
    ]
    assert [" ".join(one.text.split()) for one in page.all("li")][:2] == ["Do not run away.", "Do not delete it."]
    assert "The board" in page.text


def test_the_actions_of_a_step_are_its_boxes_and_its_text_explains_them() -> None:
    text = PLAYBOOK.format(id="PB-LEAK", use="respond", title="A leak")
    text = text.replace("- {id: S2}", "- {id: S2, actions: ['Close <it>.', Look.]}") + "\n```trailbook\naffected\n```\n"
    page = parse(incident_files(sitemap(leak=text))["go/leak/index.html"].decode())
    boxes = [one.attributes["name"] for one in page.all("input") if one.attributes.get("type") == "checkbox"]
    assert boxes == ["S1-1", "S1-2", "S1-3", "S2-1", "S2-2"]
    (explained,) = page.all("details")
    said = "How, and why What fits: Switch the link off. Take the site down. Then look."
    assert " ".join(explained.text.split()) == said
    assert "Close <it>." in page.text


def test_a_step_that_another_names_goes_by_the_number_that_readers_see() -> None:
    text = PLAYBOOK.format(id="PB-LEAK", use="respond", title="A leak")
    text = text.replace('Say "I', 'Go to S2, not to S9 or an S3 bucket. Say "I')
    page = parse(incident_files(sitemap(leak=text))["go/leak/index.html"].decode())
    (link,) = page.all("a", "tb-own-step")
    assert (link.text, link.attributes["href"]) == ("step 2", "#S2")
    assert "Go to step 2, not to S9 or an S3 bucket." in page.text
    assert [" ".join(one.text.split()) for one in page.all("h2")][1] == "Step 2 of 2 Close it"
    gone = text.replace("id: S2", "id: S3").replace("{#S2}", "{#S3}").replace("Go to S2", "Go to S3")
    page = parse(incident_files(sitemap(leak=gone))["go/leak/index.html"].decode())
    assert "Go to step S3, not to S9" in page.text
    assert [" ".join(one.text.split()) for one in page.all("h2")][1] == "Step S3 Close it"


def test_only_what_responds_has_a_page_and_the_door_leads_to_each() -> None:
    place = sitemap(
        build=PLAYBOOK.format(id="PB-BUILD", use="build", title="Build"),
        other=PLAYBOOK.format(id="PB-OTHER", use="respond", title="Another leak"),
    )
    written = incident_files(place)
    assert [one.id for one in responses(place)] == ["PB-LEAK", "PB-OTHER"]
    assert {path for path in written if path.endswith(".html")} == {
        "go/index.html",
        "go/leak/index.html",
        "go/other/index.html",
    }
    assert incident_files(Sitemap(assemble({}), "content")) == {}


def test_what_is_against_no_threat_comes_after_what_has_happened() -> None:
    steps = {"BRIEF": "learned_from: [PM-A]", "LEAK": "mitigates: [TM-A.T1]"}
    texts = {id: PLAYBOOK.format(id=f"PB-{id}", use="respond", title=id) for id in steps}
    written = {id: text.replace("{id: S2}", f"{{id: S2, {steps[id]}}}") for id, text in texts.items()}
    knowledge = assemble({f"content/playbooks/{id.lower()}.md": text.encode() for id, text in written.items()})
    assert [one.id for one in responses(Sitemap(knowledge, "content"))] == ["PB-LEAK", "PB-BRIEF"]


def test_the_worker_keeps_every_page_and_is_another_when_one_changes() -> None:
    written = incident_files(sitemap())
    worker = written["go/worker.js"].decode()
    (kept,) = re.findall(r"FILES_KEPT = (\[.*?\])", worker)
    assert {"leak/index.html", "leak/", "./", "index.html", "incident.css", "incident.js"} == set(json.loads(kept))
    other = PLAYBOOK.format(id="PB-LEAK", use="respond", title="The leak")
    assert incident_files(sitemap(leak=other))["go/worker.js"].decode() != worker


def test_who_is_called_and_who_may_switch_it_off_are_one_tap_away() -> None:
    teams = (
        b"teams: {Us: {phone: +44 20 7946 0100, deputy: The board}, The board: {channel: 'https://chat.example.org/b'}}"
    )
    text = PLAYBOOK.format(id="PB-LEAK", use="respond", title="A leak")

    def page(said: str) -> Html:
        asked = f"sign_offs: [{{role: leadership, scope: To stop it, {said}}}]\nsteps:"
        place = sitemap(leak=text.replace("steps:", asked, 1)).showing(contacts=contacts_in(teams)[0])
        return parse(incident_files(place)["go/leak/index.html"].decode())

    pending = page("state: pending")
    call, *at_hand = (one for one in pending.inside(pending.all("header")[0]) if one.tag == "a")
    assert call.attributes["href"] == "tel:+442079460100"
    assert " ".join(call.text.split()) == "Call Us +44 20 7946 0100"
    assert [one.attributes["href"] for one in at_hand] == ["#call", "#authority", "#avoid", "#written"]
    assert "Not yet: ask first. To stop it. Leadership has not agreed to it." in pending.text
    assert [one.text for one in pending.all("a", "tb-call")].count("chat.example.org/b") == 2
    place = sitemap().showing(contacts=contacts_in(teams)[0])
    (door,) = parse(incident_files(place)["go/index.html"].decode()).all("a", "button")
    assert " ".join(door.text.split()) == "Call Us +44 20 7946 0100"
    asked = parse(incident_files(place)["go/index.html"].decode()).text
    assert "None of these, or not sure? Call Us: +44 20 7946 0100" in " ".join(asked.split())
    given = page("state: given, by: Ada, signed: 2026-11-03").text
    assert "Yes, without asking. To stop it. Ada (Leadership) agreed on 3 Nov 2026, as the record states." in given
    assert "No: ask first. To stop it. Leadership refused it." in page("state: declined").text


def test_who_may_switch_it_off_is_said_in_the_language_of_the_site() -> None:
    asked = "sign_offs: [{role: leadership, scope: To stop it, state: given, by: Ada, signed: 2026-11-03}]\nsteps:"
    text = PLAYBOOK.format(id="PB-LEAK", use="respond", title="A leak").replace("steps:", asked, 1)
    speak("de")
    try:
        page = parse(incident_files(sitemap(leak=text))["go/leak/index.html"].decode()).text
    finally:
        speak("en")
    assert "Ja, ohne zu fragen. To stop it." in page
    assert " am 03.11.2026" in page
    assert "agreed" not in page
