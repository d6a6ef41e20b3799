"""Writes the catalogues of what pages say: ``python -m tests.messages``.

``trailbook.pot`` has every message, with the files that it is in: the texts of templates, the sentences that rules and
pictures word, and the texts of scripts. The catalogue of each language keeps its
translations, gets the new messages, still without one, and loses those that are gone.
"""

import ast
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import get_args

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from tests.paths import REPOSITORY

from trailbook.diagrams.models.record_links import PHRASES as PHRASES_OF_LINKS
from trailbook.diagrams.models.record_links import RELATED
from trailbook.records import vocabulary
from trailbook.records.kinds import KINDS
from trailbook.records.links import RELATIONS
from trailbook.records.model import Item, Model, Record
from trailbook.records.ratings import IMPACTS, LIKELIHOODS
from trailbook.records.vocabulary import CADENCE_MONTHS, ROLE_TITLES, words
from trailbook.risk.playbooks.rule import MOMENTS
from trailbook.risk.reviews.reviews import DUE_WORDS
from trailbook.risk.threats.finders import UncheckedInput
from trailbook.risk.threats.rules import RULES
from trailbook.site.files.missing_page import WAYS
from trailbook.site.pages.registers import REGISTERS
from trailbook.site.rendering.edit_suggestion import KIND_NAMES
from trailbook.site.rendering.environment import new_environment
from trailbook.site.rendering.filters import ranks
from trailbook.site.rendering.sentences import CHANGE, SENTENCE
from trailbook.site.rendering.sitemap import CHAPTERS
from trailbook.site.rendering.translation import SCRIPT
from trailbook.site.rendering.view import LEARNED, RELATED_TO_CONTROLS
from trailbook.trail.changes.change import EFFECTS
from trailbook.trail.decision_kinds import KIND_WORDS
from trailbook.trail.field_phrases import ENTRIES, NAMES, PHRASES
from trailbook.trail.sentences import TEXT_PARTS, numbered
from trailbook.trail.why import kind_words

FOLDER = REPOSITORY / "plugins/trailbook/site/locale"
PLUGIN = REPOSITORY / "plugins/trailbook"
_SOURCES = (
    "audit/ledgers/findings.py", "diagrams/charts", "diagrams/drawing/cards.py", "diagrams/drawing/legend.py",
    "diagrams/models", "drift/comparisons.py", "records/releases.py", "risk/indicators/breaches.py",
    "risk/indicators/summary.py", "risk/overview/due.py", "risk/overview/due_export.py", "risk/playbooks/rules",
    "risk/playbooks/step_rationale.py", "risk/register/connector_answers.py", "risk/reviews/export.py",
    "risk/reviews/plan.py", "risk/reviews/sittings.py", "risk/scoring/matrix.py", "risk/scoring/scheme.py",
    "risk/threats/finders.py", "risk/threats/owner_questions.py", "risk/threats/rules", "site/files/incident_mode.py",
    "site/pages/board.py", "site/pages/dashboards.py", "site/pages/due_page.py", "site/pages/gap_page.py",
    "site/pages/risk_pages.py", "site/pages/role_pages.py", "site/pages/rules_page.py", "site/pages/trail_pages.py",
    "site/rendering/decision_html.py", "site/rendering/edit_suggestion.py", "site/rendering/filters.py",
    "site/rendering/indicator_html.py", "site/rendering/picture_blocks.py", "site/rendering/trail_site.py",
    "site/rendering/trail_view.py", "site/rendering/view.py", "trail/changelog.py", "trail/effects/hints.py",
    "trail/effects/rules", "trail/export.py", "trail/gaps.py", "trail/sign_offs/occasions.py", "trail/why.py",
)  # fmt: skip
"""Modules that word sentences for pages."""
_ASIDE = frozenset(
    [
        "Field",
        "ValueError",
        "LookupError",
        "TypeError",
        "Problem",
        "compile",
        "translated",
        "fullmatch",
        "match",
        "sub",
        "warning",
    ]
)
"""Calls whose strings no page shows."""
_WORD = re.compile(r"[A-Za-z’']{2,}")
_NO_TEXT = re.compile(r"[<>\\=]|\(\?|tb-|http|_\b|\b_|--|\.(?:py|md)\b|: \{|stroke|px\b")
_SENTENCE = re.compile(r"[a-z]{2,} [a-z(“'{]|[A-Z][a-z]+ [a-z]|, [a-z]")
_SHORT = re.compile(
    r"[A-Za-z]+: \{0\}|Review \{0\}: \{1\}|\{0\}, \{1\}: from .*|From \{0\} to .*|Inside \{0\}: .*|[+−~↓↑!] [a-z]+"
    r"|(?:carr(?:ying|ies)|enters|leaves|used by|inside|, within) \{0\}|\{0\}, \{1\} inside|.*, tier \{1\}"
    r"|\{0\} × .*|\{0\} [a-z]+s \{1\}\."
)
"""A message of one word, as those of pictures and of steps are."""
_LITERAL = re.compile(r'"([^"\\\n]*)"|`([^`\\\n]*)`')
_SCRIPT_TEXT = re.compile(r"[A-Z][a-z’']+\b[^/_=<>{}]*|[A-Za-z0-9’', ;:.()-]*[a-z]{2,}\s+[a-z]{2,}[^<>{}_=/]*")
_NO_SCRIPT_TEXT = re.compile(r"tb-|md-|\.(?:js|json|md)\b|: \$|trailbook")
_KEYS = {"Enter", "Escape", "Tab", "Home", "End", "Space", "Right", "use strict", ".actions input"}
_STOP_WORDS = ("a an and any", "shall should")
_DATED = re.compile(r'^"(?:POT-|PO-|Last-Tr|Language-T|Report-|Generated-|Project-)[^"]*"\n', re.MULTILINE)
"""Lines of a header that say when and by whom, which git tells."""


def messages() -> dict[str, list[str]]:
    """Every text of ours that pages show, with the files that it is in."""
    found: dict[str, list[str]] = {}
    for name, message in (*_of_templates(), *_of_modules()):
        if name not in (places := found.setdefault(message, [])):
            places.append(name)
    return found


def _of_templates() -> Iterator[tuple[str, str]]:
    for name in sorted(new_environment().list_templates()):
        heard: list[str] = []
        environment = new_environment()
        environment.translate = heard.append  # type: ignore[attr-defined]
        assert environment.loader
        source = environment.loader.get_source(environment, name)[0]
        environment.parse(source, name)
        heard += re.findall(r'"(\w+)" \| t\b', source)
        heard += re.findall(r', "([a-z][\w, ]*)", "(?:critical|high|medium|low|good|rest|note)"\)', source)
        heard += [noun for pair in re.findall(r'number\([^"]*, "([\w ]+)", "([\w ]+)"\)', source) for noun in pair]
        yield from ((f"templates/{name}", message) for message in heard)


def _of_modules() -> Iterator[tuple[str, str]]:
    for file in sorted((PLUGIN / "site").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "translated":
                texts = (one.value for one in node.args if isinstance(one, ast.Constant))
                yield from ((file.relative_to(PLUGIN / "site").as_posix(), str(text)) for text in texts)
    for kind, register in REGISTERS.items():
        yield "pages/registers.py", register.about
        yield "pages/registers.py", KINDS[kind].plural
        yield "pages/registers.py", register.names
        yield from (("pages/registers.py", column.title) for column in register.columns)
        yield from (("pages/registers.py", column.empty) for column in register.columns if column.empty)
    yield from (("rendering/sitemap.py", title) for title in ("Overview", *CHAPTERS.values()))
    yield from (("changes/change.py", effect.replace("-", " ")) for effect in EFFECTS if effect != "neutral")
    yield from (("playbooks/rule.py", moment) for moment in MOMENTS.values())
    yield from (("records/ratings.py", words(step)) for step in (*LIKELIHOODS, *IMPACTS))
    yield from (("reviews/reviews.py", way) for way in DUE_WORDS.values())
    kinds = [kind_words(kind, hint) for kind in KIND_WORDS for hint in (False, True)]
    yield from (("trail/decision_kinds.py", kind.capitalize()) for kind in kinds)
    yield from (("records/vocabulary.py", cadence) for cadence in CADENCE_MONTHS)
    counted = (*(nouns for *nouns, _ in RELATED_TO_CONTROLS), *LEARNED.values())
    yield from (("rendering/view.py", noun) for nouns in counted for noun in nouns)
    yield from (("records/vocabulary.py", title) for title in ROLE_TITLES.values())
    nouns = {item.noun for kind in KINDS.values() for item in items_of(kind)}
    yield from (("records/vocabulary.py", words(word)) for word in (*ranks(), *KINDS, *sorted(nouns), *_listed_words()))
    inputs = (rule.find for rule in RULES if isinstance(rule.find, UncheckedInput))
    yield from (("threats/finders.py", one.words) for one in inputs)
    yield from (("files/missing_page.py", title) for _, title in WAYS)
    yield from (("records/links.py", words(name)) for pair in RELATIONS.items() for name in pair)
    yield from (("playbooks/step_rationale.py", f"{noun}s") for noun in ("control", "threat", "incident"))
    yield from (("indicators/summary.py", colour) for colour in ("green", "amber", "red"))


def _listed_words() -> Iterator[str]:
    """The words of the closed lists that records use."""
    for found in vars(vocabulary).values():
        yield from (word for word in get_args(found) if isinstance(word, str))


def sentences() -> dict[str, list[str]]:
    """The sentences that modules word, with a number in braces for each value."""
    found: dict[str, list[str]] = {}
    for source in _SOURCES:
        folder = PLUGIN / source
        for file in sorted(folder.rglob("*.py")) if folder.is_dir() else [folder]:
            for message in _worded(ast.parse(file.read_text(encoding="utf-8"))):
                if source == "trail/effects/rules" and message[:1].islower():
                    continue  # what a rule looks for in a record, and says nowhere
                if (place := file.relative_to(PLUGIN).as_posix()) not in (places := found.setdefault(message, [])):
                    places.append(place)
    kinds = [KIND_NAMES.get(kind, words(kind)) for kind in KINDS]
    nouns = sorted({one.noun for kind in KINDS.values() for one in items_of(kind)})
    for name in (*kinds, *nouns):
        found.setdefault(f"this {name}", ["site/rendering/edit_suggestion.py"])
    links = "diagrams/models/record_links.py"
    for name in ("threat", "control", *map(words, KINDS)):
        found.setdefault(f"{name.capitalize()} {{0}}: {{1}}", [links])
    found.setdefault("carries {0}, under: {1}", ["diagrams/models/descriptions.py"])
    for relation in RELATED:
        said = PHRASES_OF_LINKS.get(relation, relation)
        found.setdefault(f"{{0}} {said} {{1}}.", [links])
        found.setdefault(f"{{0}} {said} ({{1}} times) {{2}}.", [links])
    return found


def changes() -> dict[str, list[str]]:
    """What sentences on changes are made of, with the files that it is in."""
    kinds = (*(words(kind) for kind in KINDS), *(one.noun for kind in KINDS.values() for one in items_of(kind)))
    return {message: ["trail/sentences.py"] for message in (*_of_changes(), *kinds)}


def _of_changes() -> Iterator[str]:
    """Messages, phrases, and the names of fields of records."""
    for node in ast.walk(ast.parse((PLUGIN / "trail/sentences.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_say":
            yield from (str(one.value) for one in node.args[:1] if isinstance(one, ast.Constant))
    yield from ("added", "changed", "removed", "before", "after", "moved from {0}", "moved to {0}", "section", "record")
    yield from ("reworded ({0} word of {1})", "reworded ({0} words of {1})", *TEXT_PARTS.values(), *TEXT_PARTS)
    for phrase in PHRASES.values():
        yield from map(numbered, phrase)
    yield from (name.replace("{of}", "{0}") for name in (*NAMES.values(), *ENTRIES.values()))
    for model in {part for kind in KINDS.values() for part in _models(kind)}:
        yield from (NAMES.get(name, name.replace("_", " ")) for name in model.model_fields if name != "id")


def _models(annotation: object) -> Iterator[type[Model]]:
    """The models that an annotation is made of, each with those of its fields."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
        for field in annotation.model_fields.values():
            yield from _models(field.annotation)
    for part in get_args(annotation):
        yield from _models(part)


def items_of(kind: type[Record]) -> Iterator[type[Item]]:
    """The models of the items of a kind of record."""
    for field in kind.model_fields.values():
        yield from (part for part in get_args(field.annotation) if isinstance(part, type) and issubclass(part, Item))


def _worded(node: ast.AST) -> Iterator[str]:
    called = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    if is_docstring or isinstance(node, ast.Raise) or called in _ASIDE:
        return
    if isinstance(node, ast.Call) and called in ("count", "count_noun"):
        stated = (one.value for one in node.args if isinstance(one, ast.Constant))
        noun, *plural = [value for value in stated if isinstance(value, str)] or [""]
        yield from (f"{{0}} {word}" for word in (noun, *(plural or [f"{noun}s"])) if noun)
    elif isinstance(node, ast.JoinedStr):
        values = [one.value for one in node.values if isinstance(one, ast.FormattedValue)]
        numbers = iter(range(len(values)))
        parts = [one.value if isinstance(one, ast.Constant) else f"{{{next(numbers)}}}" for one in node.values]
        yield from _told("".join(map(str, parts)))
        for value in values:
            yield from _worded(value)
    elif isinstance(node, ast.Constant):
        numbers = count()
        yield from (
            _told(re.sub(r"\{\w*\}", lambda _: f"{{{next(numbers)}}}", node.value))
            if isinstance(node.value, str)
            else ()
        )
    else:
        for child in ast.iter_child_nodes(node):
            yield from _worded(child)


def _told(text: str) -> Iterator[str]:
    """A string, if it is a sentence or some words of one."""
    own = re.sub(r"\{\d+\}", " ", text)
    words = len(_WORD.findall(own))
    is_several = " " in own.strip() and (words > 2 or (words > 1 and _SENTENCE.search(own)))
    if (" " in text and _SHORT.fullmatch(text)) or (is_several and not _NO_TEXT.search(own)):
        yield " ".join(text.split())


def scripts() -> dict[str, list[str]]:
    """The texts of scripts, as they are written there."""
    found: dict[str, list[str]] = {}
    for file in sorted((PLUGIN / "site/assets").glob("*.js")):
        for line in file.read_text(encoding="utf-8").splitlines():
            code = re.sub(r"^\s*(?://|/\*|\*).*|(?<=[\s;{}])//.*$", "", line)
            for literal, template in _LITERAL.findall(code):
                text = template or literal
                own = re.sub(r"\$\{[^}]*\}", " ", text)
                is_key = own.strip() in _KEYS or own.startswith(_STOP_WORDS) or _NO_SCRIPT_TEXT.search(text)
                if _SCRIPT_TEXT.fullmatch(own.strip()) and not is_key:
                    found.setdefault(text, []).append(f"assets/{file.name}")
    return found


def write(folder: Path = FOLDER) -> None:
    """Write the template, and bring the catalogue of each language up to date."""
    template = Catalog(project="Trailbook", charset="utf-8")
    for message, places in sorted(messages().items(), key=lambda entry: (entry[1][0], entry[0])):
        template.add(message, locations=[(place, 0) for place in places])
    for context, worded in ((SENTENCE, sentences()), (CHANGE, changes()), (SCRIPT, scripts())):
        for message, places in sorted(worded.items(), key=lambda entry: (entry[1][0], entry[0])):
            template.add(message, locations=[(place, 0) for place in dict.fromkeys(places)], context=context)
    for file in (folder / "trailbook.pot", *sorted(folder.glob("*.po"))):
        catalogue = template
        if file.suffix == ".po":
            with file.open("rb") as opened:
                catalogue = read_po(opened, locale=file.stem)
            catalogue.update(template, no_fuzzy_matching=True)
            catalogue.obsolete.clear()
        with file.open("wb") as opened:
            write_po(opened, catalogue, width=120, omit_header=file.suffix != ".po", include_lineno=False)
        file.write_text(_DATED.sub("", file.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write()
