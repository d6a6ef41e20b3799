"""``trailbook new threat-model --interview``: what an application is made of, asked part by part."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import click

from trailbook.contributing.interview import (
    ABOUT,
    PARTS,
    Data,
    Entry,
    Move,
    Part,
    Parts,
    Preset,
    component_facts,
    entry_facts,
    fact_value,
    flow_facts,
    free_id,
    presets,
)
from trailbook.contributing.questions import Question
from trailbook.records.vocabulary import SENSITIVITIES
from trailbook.text.problem import did_you_mean
from trailbook.text.unseen import printable

Ask = Callable[[Question, str], str]
"""Asks a question with a proposal until the answer can be used. Without a reason why, none is an answer, too."""


def interview(ask: Ask, platform: str) -> Parts:
    """The parts of an application on a platform, as somebody at the terminal describes them."""
    click.echo("Separate names with commas. Enter leaves out what there is not, or what you do not know.", err=True)
    about = {name: stated for name, prompt in ABOUT.items() if (stated := ask(Question(name, prompt, ""), ""))}
    known = presets(platform)
    for preset in known:
        click.echo(f"Proposed for each {preset.type}, since {preset.because} by default: {preset.source}", err=True)
    components = _components(ask, known)
    data = _data(ask, components)
    flows, entries = _flows(ask, components, data), _entries(ask, components)
    return Parts(about, tuple(components), tuple(data), tuple(flows), tuple(entries))


def _components(ask: Ask, known: Sequence[Preset]) -> list[Part]:
    found: list[Part] = []
    for type, prompt in PARTS.items():
        proposed = {name: fact for preset in known if preset.type == type for name, fact in preset.facts.items()}
        for name in _names(ask(Question(type, prompt, ""), "")):
            id = free_id(name, {part.id for part in found}, "C")
            facts = _facts(ask, component_facts(type, proposed), name, proposed)
            found.append(Part(id, name, type, facts))
    while not found:
        name = ask(Question("component", "Name at least one part", "a model describes at least one component"), "")
        found.append(Part(free_id(name, (), "C"), name, "screen"))
    return found


def _facts(
    ask: Ask, questions: Iterable[Question], about: str, proposed: Mapping[str, str] = MappingProxyType({})
) -> dict[str, str]:
    answers = [(one, ask(_about(one, about), proposed.get(one.name, ""))) for one in questions]
    return {question.name: fact_value(question, stated) for question, stated in answers if stated}


def _about(question: Question, name: str) -> Question:
    return replace(question, prompt=f"  {name}: {question.prompt}")


def _data(ask: Ask, components: Sequence[Part]) -> list[Data]:
    stores = [part for part in components if part.sort == "data-store"]
    taken = {part.id for part in components}
    found: list[Data] = []
    for name in _names(ask(Question("data", "Which data it holds or moves, such as orders, contacts", ""), "")):
        level = ask(Question("sensitivity", f"  {name}: how sensitive", "rules judge it", SENSITIVITIES), "internal")
        personal = ask(Question("personal", f"  {name}: about identifiable people", "", ("yes", "no")), "no") == "yes"
        kept = _chosen(ask, f"  {name}: where it is kept", stores) if len(stores) > 1 else stores
        id = free_id(name, {*taken, *(data.id for data in found)}, "D")
        found.append(Data(id, name, level, personal=personal, stored_in=tuple(part.id for part in kept)))
    return found


def _flows(ask: Ask, components: Sequence[Part], data: Sequence[Data]) -> list[Move]:
    found = []
    for source in components:
        others = [part for part in components if part is not source]
        for target in _chosen(ask, f"Where data goes from {source.name}", others):
            way = f"  {source.name} to {target.name}"
            carried = _chosen(ask, f"{way}: which data", data) if len(data) > 1 else data
            facts = _facts(ask, flow_facts(source.sort), f"{source.name} to {target.name}")
            found.append(Move(source.id, target.id, tuple(one.id for one in carried), facts))
    return found


def _entries(ask: Ask, components: Sequence[Part]) -> list[Entry]:
    places = [part for part in components if part.sort not in ("person", "external-service")]
    found = []
    for part in _chosen(ask, "What somebody outside the team can reach", places):
        who = ask(Question("exposed_to", f"  {part.name}: who can reach it", "rules and readers judge it"), "")
        how = ask(
            Question("authentication", f"  {part.name}: how they prove who they are", "write none if not"), "none"
        )
        found.append(Entry(part, who, how, _facts(ask, entry_facts(), part.name)))
    return found


def _names(stated: str) -> list[str]:
    return list(dict.fromkeys(name for part in stated.split(",") if (name := part.strip())))


def _chosen(ask: Ask, prompt: str, parts: Sequence[Part]) -> list[Part]:
    """The parts that somebody names, by their names or ids."""
    known = {key.casefold(): part for part in parts for key in (part.name, part.id)}
    listed = ", ".join(part.name for part in parts)
    while parts:
        names = _names(ask(Question("parts", f"{prompt} ({listed})", ""), ""))
        unknown = [name for name in names if name.casefold() not in known]
        if not unknown:
            return [known[name.casefold()] for name in names]
        hint = did_you_mean(unknown[0], [part.name for part in parts])
        click.echo(printable(f"  there is no {unknown[0]!r}{hint}"), err=True)
    return []
