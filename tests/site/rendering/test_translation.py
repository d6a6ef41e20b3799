"""The texts of templates in another language."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
import yaml
from babel.messages.pofile import read_po
from jinja2 import Environment
from pydantic import JsonValue
from tests import messages
from tests.building import Built, Html, build

from trailbook.records.frameworks import known_frameworks
from trailbook.risk.threats.catalogues import catalogues
from trailbook.risk.threats.rules import RULES
from trailbook.site.rendering.environment import new_environment
from trailbook.site.rendering.sentences import CHANGE, SENTENCE, worded
from trailbook.site.rendering.translation import (
    LOCALE,
    NUMBER,
    SCRIPT,
    Translate,
    catalogue,
    date_in_words,
    is_prose,
    speak,
    spoken,
)
from trailbook.trail.changes.change import Change, ChangeKind
from trailbook.trail.sentences import sentence

TEMPLATES = sorted(new_environment().list_templates())


def rendered(source: str, translate: Translate, **values: object) -> str:
    environment: Environment = new_environment()
    environment.translate = translate  # type: ignore[attr-defined]
    return environment.from_string(source).render(**values)


GERMAN = {
    "{0} of {1}": "von {1} sind es {0}",
    "Owner": "Besitzer",
    "Read this": "Lies das",
    "A sentence over two lines.": "Ein Satz.",
    "Title": "Titel",
    "A heading": "Eine Überschrift",
    "{0} file{1}": "{0} {0?Datei:Dateien}",
}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<b>{{ a }} of {{ b }}</b>", "<b>von 2 sind es 1</b>"),
        ('<p title="Read this" class="Title">x</p>', '<p title="Lies das" class="Title">x</p>'),
        ('{{ "Owner" if a else "Nobody" }}', "Besitzer"),
        ("## A heading { #title }", "## Eine Überschrift { #title }"),
        ("## A heading", "## Eine Überschrift { #a-heading }"),
        ("A sentence\nover two lines.\n\nTitle", "Ein Satz.\n\nTitel"),
        ("| Title | {{ a }} |", "| Titel | 1 |"),
        ("<code>Title</code> <i>Title</i>", "<code>Title</code> <i>Titel</i>"),
        ("```\nTitle\n```", "```\nTitle\n```"),
        ("---\ntitle: Title\nTitle: x\n---\nTitle", "---\ntitle: Titel\nTitle: x\n---\nTitel"),
        ('<li{% if a %} class="Title"{% endif %}>Title</li>', '<li class="Title">Titel</li>'),
        ("{{ a }} file{{ 's' if a != 1 }}", "1 Datei"),
        ("{{ [a, b] | length }} file{{ 's' if a != 1 }}", "2 Dateien"),
        ("Unknown {{ a }}", "Unknown 1"),
    ],
)
def test_texts_are_translated_and_values_go_where_the_translation_has_them(source: str, expected: str) -> None:
    assert rendered(source, GERMAN.get, a=1, b=2) == expected


def test_a_value_stays_escaped_wherever_it_goes() -> None:
    assert rendered("{{ a }} of {{ b }}", GERMAN.get, a="<b>", b="{0}") == "von {0} sind es &lt;b&gt;"


@pytest.mark.parametrize("name", TEMPLATES)
def test_english_stays_as_it_is(name: str) -> None:
    environment = new_environment()
    assert environment.loader
    source = environment.loader.get_source(environment, name)[0]
    plain = environment.parse(source, name)
    environment.translate = lambda message: message  # type: ignore[attr-defined]
    assert squeezed(repr(environment.parse(source, name))) == squeezed(repr(plain))


def squeezed(text: str) -> str:
    """A tree of a template in which line ends of a paragraph are blanks."""
    joined = re.sub(r"'\), TemplateData\(data=[\"']|\\n", " ", text)
    return re.sub(r"\s+", " ", joined)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Owner", True),
        ("and nothing else", True),
        ("threat-model", False),
        ("policies/index.md", False),
        ("tb-badge tb-badge--low", False),
        ("S1", False),
    ],
)
def test_a_string_of_an_expression_is_text_if_it_reads_like_it(text: str, expected: bool) -> None:
    assert is_prose(text) == expected


def test_an_unknown_language_has_no_catalogue() -> None:
    assert catalogue("xx") == {}
    assert catalogue("../de") == {}


def test_the_template_for_translators_has_every_message() -> None:
    assert messages.FOLDER.name == LOCALE
    with (messages.FOLDER / "trailbook.pot").open("rb") as opened:
        listed = {str(message.id) for message in read_po(opened)}
    assert not messages.messages().keys() - listed, "run: make messages"


LANGUAGES = sorted(file.stem for file in messages.FOLDER.glob("*.po"))


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        (date(2025, 11, 9), "9 Nov 2025"),
        ("2025-11-09", "9 Nov 2025"),
        ("2025-11", "Nov 2025"),
        ("2025", "2025"),
        ("?", "?"),
    ],
)
def test_a_date_is_said_as_exactly_as_it_is_stated(stated: date | str, said: str) -> None:
    assert date_in_words(stated) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_left_out_of_a_language(language: str) -> None:
    missing = messages.messages().keys() - catalogue(language).keys()
    missing |= messages.sentences().keys() - catalogue(language, SENTENCE).keys()
    missing |= messages.changes().keys() - catalogue(language, CHANGE).keys()
    missing |= messages.scripts().keys() - catalogue(language, SCRIPT).keys()
    assert not missing, f"run: make messages, and translate these in {LOCALE}/{language}.po"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_no_value_that_its_message_has_not(language: str) -> None:
    for message, translation in (
        one for context in ("", SENTENCE, CHANGE) for one in catalogue(language, context).items()
    ):
        assert {one[1] for one in NUMBER.finditer(translation)} <= {one[1] for one in NUMBER.finditer(message)}, message
        assert NUMBER.sub("", translation).count("{") == NUMBER.sub("", message).count("{"), message


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_script_in_another_language_asks_for_no_other_value(language: str) -> None:
    for message, translation in catalogue(language, SCRIPT).items():
        asked, given = (re.findall(r"\$\{([\w.]+)", text) for text in (translation, message))
        assert set(asked) <= {*given, *re.findall(r"(?<=plural\()[\w.]+", message)}, message


def change(field: str | None, kind: ChangeKind, before: JsonValue, after: JsonValue) -> Change:
    return Change("T3", field, kind, before, after)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (change("residual.likelihood", "changed", "almost-certain", "rare"),
         "Bedrohung T3: Restrisiko Wahrscheinlichkeit: fast sicher → selten"),
        (change(None, "added", None, {"id": "T3", "title": "Who {0}"}), "Bedrohung T3 “Who {0}” hinzugefügt"),
        (change("covers", "removed", "TM-X.T1", None), "Bedrohung T3: deckt TM-X.T1 nicht mehr ab"),
        (change("text", "changed", "a " * 90, "b " * 60 + "a " * 30), "Bedrohung T3 umformuliert (60 Wörter von 90)"),
        (change("owner", "changed", "Head of sales", "none of {1}"),
         "Bedrohung T3: Zuständig: Head of sales → none of {1}"),
        (change("due", "changed", "2026-05-01", "2026-11-30"), "Bedrohung T3: fällig: 01.05.2026 → 30.11.2026"),
    ],
)  # fmt: skip
def test_a_change_is_said_in_german_and_what_people_wrote_stays(changed: Change, said: str) -> None:
    speak("de")
    try:
        assert worded(sentence, changed, "threat") == said
    finally:
        speak("en")
    assert sentence(changed, "threat").startswith("threat T3")


_READ = ("title", "aria-label", "alt", "placeholder", "data-tb-label")
_ID = re.compile(
    r"\b[A-Z]{2,}[A-Z-]*(?:\.[A-Z]+\d+)?\b|\b[A-Z]{1,2}\d+\b|https?:\S+|\b[0-9a-f]{7,40}\b|\b[\w-]+\.\w{2,4}\b"
)


def said_beside_the_text(page: Html) -> set[str]:
    """Each text in the pictures of a page, and each attribute that is shown or read out."""
    drawn = {index for one in page.all("svg") for index in range(one.begin, one.end or one.begin)}
    found = {page.pieces[index] for index in drawn}
    found |= {one.attributes[name] or "" for one in page.elements for name in _READ if name in one.attributes}
    return {" ".join(text.split()) for text in found}


def stated_in(folder: Path) -> re.Pattern[str]:
    """Every text that the records of a folder and the lists of others that they name state, and the names of rules."""

    def texts(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            value = [*value.values(), *value.keys()]
        if isinstance(value, list):
            for one in value:
                yield from texts(one)
        elif isinstance(value, str):
            yield " ".join(value.split())

    found: set[str] = set()
    for file in (*folder.rglob("*.md"), *folder.rglob("*.yaml"), *folder.rglob("*.yml")):
        text = file.read_text(encoding="utf-8")
        front, _, body = text.removeprefix("---\n").partition("\n---\n") if file.suffix == ".md" else (text, "", "")
        found.update(texts(yaml.safe_load(front)) if body or file.suffix != ".md" else ())
        parts = [*re.split(r"\n\n+|(?<=\. )", body), *body.split("\n")]
        found.update(" ".join(re.sub(r"[`*]|\{[^}]*\}|^#+ ", "", part).split()) for part in parts)
    found.update(title for one in catalogues().values() for title in (one.title, *one.entries.values()))
    found.update(title for one in known_frameworks().values() for title in (one.title, *one.requirements.values()))
    found.update(rule.id.replace("-", " ") for rule in RULES)
    return re.compile("|".join(re.escape(one) for one in sorted(found, key=len, reverse=True) if len(one) > 3))


def left_in_english(english: Html, german: Html, stated: re.Pattern[str]) -> set[str]:
    """The texts of ours that are the same in both, with a word that no German text of ours has."""
    known = {word for context in ("", SENTENCE, CHANGE, SCRIPT) for text in catalogue("de", context).values()
             for word in re.findall(r"[A-Za-z]{4,}", text)}  # fmt: skip
    both = said_beside_the_text(english) & said_beside_the_text(german)
    rest = {text: _ID.sub("", stated.sub("", text)) for text in both}
    return {
        text
        for text, own in rest.items()
        if text not in stated.pattern.replace("\\", "") and not known.issuperset(re.findall(r"[A-Za-z]{4,}", own))
    }


@pytest.mark.slow
def test_a_german_site_has_no_english_sentence_of_a_template(
    starter: Path, starter_site: Built, tmp_path: Path
) -> None:
    kb = copytree(starter, tmp_path / "kb")
    file = kb / "mkdocs.yml"
    values = yaml.safe_load(file.read_text(encoding="utf-8"))
    values["theme"] = {**values["theme"], "language": "de"}
    file.write_text(yaml.safe_dump(values), encoding="utf-8")
    built = build(kb, tmp_path / "site", strict=True)
    assert "Zuständig" in built.page("policies/sharing/index.html").text
    assert "Was erlaubt ist." in built.page("policies/index.html").text
    written = " ".join(" ".join(one.read_text(encoding="utf-8").split()) for one in (file, *kb.rglob("*.md")))
    written = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", written)
    english = {
        message
        for message, german in catalogue("de").items()
        if german != message and message[:1].isupper() and len(message.split()) > 2
        if not any(mark in message for mark in "{[`*") and message not in written
    }
    by_rule = {
        message
        for message, german in catalogue("de", SENTENCE).items()
        if german != message and len(message.split()) > 3 and "{" not in message and message not in written
    }
    assert len(by_rule) > 500
    script = (tmp_path / "site/assets/trailbook/trailbook.js").read_text(encoding="utf-8")
    assert "Das ganze Bild einpassen" in script
    texts = [message for message, german in catalogue("de", SCRIPT).items() if german != message and " " in message]
    assert not [message for message in texts if f'"{message}"' in script]
    for path, page in built.pages.items():
        text = " ".join(page.text.split())
        is_of_rules = path.startswith(("dashboards/", "estate/", "indicators/", "playbooks/"))
        told = english | by_rule if is_of_rules else english
        assert not [message for message in told if re.search(rf"(?<!\w){re.escape(message)}(?!\w)", text)], path
    assert spoken() == "en"
    stated = stated_in(kb)
    left: dict[str, str] = {}
    for path, page in built.pages.items():
        left |= dict.fromkeys(left_in_english(starter_site.pages[path], page, stated), path)
    assert sorted(left.keys() - {"Navigation", "Permanent link"}) == []  # these are of the theme
