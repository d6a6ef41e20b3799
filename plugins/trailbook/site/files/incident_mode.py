"""Playbooks for when something is going wrong, as pages of their own without the theme: ``go/data-exposure/``.

Whoever opens one has minutes: the first action is on the first screen of a phone, one step per screen, each action a
box to tick (each sentence, where a step states no actions). What was ticked when is written down, to be copied as text.
The pages need nothing but their three files, so they work from a folder on disk, and after one visit without a network.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import PurePosixPath

from markupsafe import Markup

from trailbook.diagrams.drawing.assets import picture_assets
from trailbook.records.contacts import Contacts, Reached
from trailbook.records.kinds.playbook import Playbook, Step
from trailbook.records.model import SignOff
from trailbook.records.states import is_current
from trailbook.records.vocabulary import ROLE_TITLES
from trailbook.site.rendering.environment import environment
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.translation import day_in_words, script_in_language, translated
from trailbook.site.rendering.view import View
from trailbook.text.code import fences
from trailbook.text.markdown_text import plain_text

FOLDER = "go"
"""The folder of the pages in the site."""
_ASSETS = ("incident.css", "incident.js")
WORKER = "worker.js"
"""The script that keeps the pages in a browser."""
_FACES, _FONTS = "incident_fonts.css", ("IBMPlexSans-Regular-Latin1.woff2", "IBMPlexSans-SemiBold-Latin1.woff2")
_NOT = re.compile(r"(?:what )?(?:not to do|to avoid|do not|don't)", re.IGNORECASE)
_ENTRY = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(.*)$")
_SENTENCE = re.compile(r"(?<=[.!?])[\"”']?\s+(?=[\"“A-Z])")


@dataclass(frozen=True)
class Block:
    """A paragraph, or the entries of a list."""

    text: Markup
    entries: tuple[Markup, ...]


@dataclass(frozen=True)
class Screen:
    """A step: its id and number, its title, what to tick in it, and the text that explains this."""

    id: str
    number: str
    title: str
    actions: tuple[Markup, ...]
    prose: tuple[Block, ...]


@dataclass(frozen=True)
class Authority:
    """Whether something may be switched off without asking: the answer, for what, who said so, and whom to ask."""

    answer: str
    scope: str
    source: str
    ask: Reached | None


def responses(sitemap: Sitemap) -> list[Playbook]:
    """The published playbooks that respond: those against threats first, of these what most incidents taught."""
    books = [one for one in sitemap.published(Playbook) if is_current(one)]
    found = [one for one in books if one.use == "respond"]
    return sorted(found, key=_urgency)


def _urgency(playbook: Playbook) -> tuple[bool, int, str]:
    """What is against no threat, such as telling others of an incident, is never the first thing to do in one."""
    learned = {reference for step in playbook.steps for reference in step.learned_from}
    return not any(step.mitigates for step in playbook.steps), -len(learned), playbook.title


def place_of(sitemap: Sitemap, playbook: str) -> str:
    """The path of the page of a playbook in the site, ending in a slash."""
    return f"{FOLDER}/{PurePosixPath(sitemap.paths[playbook]).stem}/"


def incident_files(sitemap: Sitemap, *, brand: bool = False) -> dict[str, bytes]:
    """The pages and what they need, by path; none if no published playbook responds.

    With ``brand`` they have Trailbook's typeface, as the site does.
    """
    playbooks = responses(sitemap)
    if sitemap.only_docs or not playbooks:
        return {}
    pages = {f"{place_of(sitemap, one.id)}index.html": _page(sitemap, one) for one in playbooks}
    template = environment().get_template("incidents.html.j2")
    links = [(one, f"{PurePosixPath(sitemap.paths[one.id]).stem}/index.html") for one in playbooks]
    view, team = View(sitemap, f"{FOLDER}/index.md"), sitemap.contacts.of(playbooks[0].owner)
    pages[f"{FOLDER}/index.html"] = template.render(playbooks=links, view=view, team=team).encode()
    assets = files("trailbook.site").joinpath("assets")
    pages |= {f"{FOLDER}/{name}": assets.joinpath(name).read_bytes() for name in _ASSETS}
    pages[f"{FOLDER}/{_ASSETS[1]}"] = script_in_language(pages[f"{FOLDER}/{_ASSETS[1]}"])
    if brand:
        faces, fonts = assets.joinpath(_FACES).read_bytes(), picture_assets()
        pages[f"{FOLDER}/{_ASSETS[0]}"] = faces + pages[f"{FOLDER}/{_ASSETS[0]}"]
        pages |= {f"{FOLDER}/{name}": fonts[f"fonts/{name}"] for name in _FONTS}
    pages[f"{FOLDER}/{WORKER}"] = _worker(pages, assets.joinpath("incident_worker.js").read_text(encoding="utf-8"))
    return pages


def _worker(pages: Mapping[str, bytes], script: str) -> bytes:
    """The worker that keeps the pages: its list of files, and a name that changes with any of them.

    Each page is kept at both of its addresses, with and without ``index.html``.
    """
    names = [path.removeprefix(f"{FOLDER}/") for path in sorted(pages)]
    names += [name.removesuffix("index.html") or "./" for name in names if name.endswith("index.html")]
    edition = hashlib.sha256(b"".join(pages[path] for path in sorted(pages))).hexdigest()[:16]
    return script.replace('"FILES"', json.dumps(names)).replace("EDITION", edition, 1).encode()


def _page(sitemap: Sitemap, playbook: Playbook) -> bytes:
    path = f"{place_of(sitemap, playbook.id)}index.md"
    document = sitemap.knowledge.documents[playbook.id]
    view = View(sitemap, path, document)
    avoided = next((one for one in document.sections if _NOT.fullmatch(one.title.strip())), None)
    values = {
        "view": view,
        "record": playbook,
        "steps": [_screen(view, step, playbook.step_numbers[step.id]) for step in playbook.steps],
        "avoid": [view.step_text(plain_text(entry)) for entry in _entries(avoided.text)] if avoided else [],
        "contacts": sitemap.contacts,
        "team": sitemap.contacts.of(playbook.owner),
        "authority": [_authority(sign_off, sitemap.contacts) for sign_off in playbook.sign_offs],
        "coordinator": translated(ROLE_TITLES[playbook.coordinator]) if playbook.coordinator else "",
        "whole": view.href(playbook.id),
    }
    return environment().get_template("incident.html.j2").render(**values).encode()


def _authority(sign_off: SignOff, contacts: Contacts) -> Authority:
    title = ROLE_TITLES[sign_off.role]
    role = translated(title)
    scope = sign_off.scope.rstrip(".")
    if sign_off.state == "pending":
        return Authority("Not yet: ask first.", scope, f"{role} has not agreed to it.", contacts.of(title))
    who = f"{sign_off.by} ({role})" if sign_off.by else role
    on = translated(" on {0}").replace("{0}", day_in_words(sign_off.signed)) if sign_off.signed else ""
    if sign_off.state == "declined":
        return Authority("No: ask first.", scope, f"{who} refused it{on}.", contacts.of(title))
    return Authority("Yes, without asking.", scope, f"{who} agreed{on}, as the record states.", None)


def _screen(view: View, step: Step, number: str) -> Screen:
    """The actions of a step with its text, or else its text with each sentence as an action."""

    def shown(text: str) -> Markup:
        return view.step_text(plain_text(text))

    blocks = _blocks(step.text)
    if not step.actions:
        return Screen(
            step.id, number, step.title, tuple(shown(one) for block in blocks for one in _sentences(block)), ()
        )
    prose = [(block, tuple(_entries(block))) for block in blocks]
    explained = tuple(Block(shown("" if listed else block), tuple(map(shown, listed))) for block, listed in prose)
    return Screen(step.id, number, step.title, tuple(map(view.step_text, step.actions)), explained)


def _blocks(text: str) -> list[str]:
    """The paragraphs and lists of a text, without blocks of code, which are for pages with more room."""
    lines = text.strip().split("\n")
    code = {index for fence in fences(lines) for index in range(fence.first, fence.last + 1)}
    plain = "\n".join("" if index in code else line for index, line in enumerate(lines))
    return [block for block in plain.split("\n\n") if block.strip()]


def _sentences(block: str) -> Iterator[str]:
    """The entries of a list, or the sentences of a paragraph."""
    if entries := list(_entries(block)):
        yield from entries
    else:
        yield from _SENTENCE.split(" ".join(block.split()))


def _entries(text: str) -> Iterator[str]:
    found: list[str] = []
    for line in text.splitlines():
        if entry := _ENTRY.match(line):
            found.append(entry[1])
        elif found and line.strip():
            found[-1] += f" {line.strip()}"
    yield from found
