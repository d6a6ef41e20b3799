"""Writes the catalogues of the templates' texts: ``python -m tests.messages``.

``trailbook.pot`` has every message, with the files that it is in. The catalogue of each language keeps its
translations, gets the new messages, still without one, and loses those that are gone.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from tests.building import REPOSITORY

from trailbook.records.kinds import KINDS
from trailbook.records.ratings import IMPACTS, LIKELIHOODS
from trailbook.records.vocabulary import CADENCE_MONTHS, ROLE_TITLES, words
from trailbook.risk.playbooks.rule import MOMENTS
from trailbook.risk.reviews.reviews import DUE_WORDS
from trailbook.site.pages.registers import REGISTERS
from trailbook.site.rendering.environment import new_environment
from trailbook.site.rendering.filters import ranks
from trailbook.site.rendering.sitemap import CHAPTERS
from trailbook.site.rendering.view import RELATED_TO_CONTROLS
from trailbook.trail.decision_kinds import KIND_WORDS
from trailbook.trail.export import kind_words

FOLDER = REPOSITORY / "plugins/trailbook/site/locale"
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
        environment.parse(environment.loader.get_source(environment, name)[0], name)
        yield from ((f"templates/{name}", message) for message in heard)


def _of_modules() -> Iterator[tuple[str, str]]:
    for kind, register in REGISTERS.items():
        yield "pages/registers.py", register.about
        yield "pages/registers.py", KINDS[kind].plural
        yield from (("pages/registers.py", column.title) for column in register.columns)
    yield from (("rendering/sitemap.py", title) for title in ("Overview", *CHAPTERS.values()))
    yield "rendering/picture_blocks.py", "Map of links"
    yield "pages/application_playbooks.py", "What this asks of each role, step by step"
    yield from (("playbooks/rule.py", moment) for moment in MOMENTS.values())
    yield from (("records/ratings.py", words(step)) for step in (*LIKELIHOODS, *IMPACTS))
    yield from (("reviews/reviews.py", way) for way in DUE_WORDS.values())
    kinds = [kind_words(kind, hint) for kind in KIND_WORDS for hint in (False, True)]
    yield from (("trail/decision_kinds.py", kind.capitalize()) for kind in kinds)
    yield from (("records/vocabulary.py", cadence) for cadence in CADENCE_MONTHS)
    yield from (("rendering/view.py", noun) for *nouns, _ in RELATED_TO_CONTROLS for noun in nouns)
    yield from (("records/vocabulary.py", title) for title in ROLE_TITLES.values())
    yield from (("records/vocabulary.py", words(word)) for word in (*ranks(), *KINDS))


def write(folder: Path = FOLDER) -> None:
    """Write the template, and bring the catalogue of each language up to date."""
    template = Catalog(project="Trailbook", charset="utf-8")
    for message, places in sorted(messages().items(), key=lambda entry: (entry[1][0], entry[0])):
        template.add(message, locations=[(place, 0) for place in places])
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
