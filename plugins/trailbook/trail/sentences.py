"""Changes in plain words: one sentence a change, the same on a page, in a feed and in a terminal.

A sentence is one line of plain text without characters that a reader can't see. Whoever prints it escapes
it for where it goes. Its words are messages with a number in braces for each value, in English unless ``saying`` has
others.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import get_args

from pydantic import BaseModel

from trailbook.records.kinds import KINDS, PREFIXES
from trailbook.records.model import Item, Record
from trailbook.records.references import kind_prefix
from trailbook.text.days import read_day
from trailbook.text.prose import beginning, in_prose
from trailbook.text.unseen import one_line
from trailbook.trail.changes.change import Change, is_mapping, is_of_text
from trailbook.trail.changes.derived import is_derived
from trailbook.trail.changes.page_moves import came_in, is_page_move
from trailbook.trail.changes.word_diff import Edit, count_words, edits
from trailbook.trail.decisions import JsonValue, Trail
from trailbook.trail.field_phrases import ENTRIES, NAMES, entry_of, phrase

LONG = 80
"""The longest text, in characters, that a sentence quotes whole. A longer one is "reworded"."""

_QUOTED = 40
"""The longest run of words, in characters, that is quoted as removed or added within a longer text."""
_AROUND = 32
"""How many characters of the sentence around it are shown on either side."""
_SENTENCE = 4
"""From so many unchanged words on, of a short text only what differs is quoted."""
_FEW = 2
"""Up to so many places a text's changes are quoted; beyond, they are counted."""

_REWORDED = ("reworded", "rewritten")
_WHOLE_SENTENCE = re.compile(r"\w+: “([^”…]{0,60})")
"""A hint that quotes a sentence that came or went, with enough of its words to know it by."""
_QUOTES = re.compile("[“”]")
_MARKS = "-*+|#"
"""What marks list items, headings and cells."""
TEXT_PARTS = {
    "paragraphs": "paragraph",
    "items": "item",
    "rows": "row",
    "code": "code",
    "headings": "heading",
    "links": "link",
}
"""What a part of a text is called, by its field (``trail.changes.change``)."""
_WORD_OF_A_LIST = re.compile(r"[a-z]+(?:-[a-z]+)+")
_WORDING = ("title", "text")
_NAMES = ("title", "name", "text", "id")


Say = Callable[..., str]
"""Words a message with its values."""


def in_english(message: str, *values: str) -> str:
    """The message itself, with its values."""
    return message.format(*values) if values else message


_SAY: ContextVar[Say] = ContextVar("say", default=in_english)


@contextmanager
def saying(say: Say) -> Iterator[None]:
    """Word sentences by another function, such as one that translates."""
    before = _SAY.set(say)
    try:
        yield
    finally:
        _SAY.reset(before)


def _say(message: str, *values: str) -> str:
    return _SAY.get()(message, *values)


def sentence(change: Change, noun: str = "") -> str:
    """What a change says, such as ``threat T3: state: open → mitigated`` or ``control C2 removed``.

    ``noun`` is what the item is called (see ``nouns``); without one its id is used alone.
    """
    return f"{subject(change, noun)}{predicate(change)}".strip()


def effect_words(change: Change) -> str:
    """The effect of a change as running text, a hint with the words that it rests on; empty if there is none."""
    if change.effect == "neutral":
        return ""
    effect = change.effect.replace("-", " ")
    sentence = _WHOLE_SENTENCE.match(change.evidence)
    quoted = sentence[1] if sentence else change.evidence.partition(" in “")[0]
    is_said = _QUOTES.sub("", quoted) in _QUOTES.sub("", predicate(change))
    return effect if is_said else one_line(f"{effect}: {change.evidence}")


def subject(change: Change, noun: str = "") -> str:
    """What a change is about: ``threat T3``; the record itself where something is said of it as a whole.

    A section is called by its heading.
    """
    if change.heading:
        return one_line(f"{_say(noun or 'section')} “{_cut(change.heading)}”")
    if change.item:
        return one_line(f"{_say(noun) if noun else ''} {change.item}")
    return one_line(_say(noun or "record")) if change.field is None else ""


def predicate(change: Change, *, quoting: bool = True, longest: int = LONG) -> str:
    """What a change says of its subject, with the colon or space that joins the two.

    Without ``quoting``, a rewording is counted alone, for where its words are shown beside it. An entry that came or
    went is quoted up to ``longest`` characters.
    """
    if is_page_move(change) and change.field is None:
        return f" {one_line(_between_pages(change))}"
    if change.kind == "moved" and change.field is None and is_mapping(change.after):
        return f" {one_line(_say('moved {0}', _place(change)))}"
    if change.field is None:
        called = label(change.after if change.after is not None else change.before)
        named = not change.item or change.heading or called in ("", change.item)
        shown = "" if named else f" “{_cut(called)}”"
        return " " + one_line(f"{shown} {_say(change.kind)}{_exposure(change)}")
    said, reworded = one_line(_of_field(change, quoting, longest)), tuple(map(_say, _REWORDED))
    if not change.item:
        return f"{_say('text')} {said}" if said.startswith(reworded) else said
    return f" {said}" if said.startswith(reworded) else f": {said}"


def _exposure(change: Change) -> str:
    """What a maker has to know of a part of an application that is new: that it is open, or who data moves as."""
    part = change.after
    if change.kind != "added" or not is_mapping(part):
        return ""
    stated = part.get("facts")
    facts = stated if is_mapping(stated) else {}
    if "component" in part and "none" in (facts.get("sign_in"), str(part.get("authentication")).casefold()):
        return _say(", which asks for no sign-in")
    if facts.get("secrets_in") == "plain":
        return _say(", with a secret in plain sight")
    moves = "source" in part and "target" in part and isinstance(part.get("identity"), str)
    return _say(", under: {0}", _cut(str(part["identity"]))) if moves and part["identity"] else ""


def field_words(field: str) -> str:
    """The name of a field as running text: ``residual.likelihood`` is "residual risk likelihood"."""
    name, bracket, rest = field.partition("[")
    if not bracket:
        return one_line(_called(field))
    entry, _, inside = rest.rpartition("]")
    if known := NAMES.get(f"{name}[]{inside}"):
        return one_line(_say(known.replace("{of}", "{0}"), _cut(value_words(entry))))
    called = f"{_say(ENTRIES[name]) if name in ENTRIES else _called(name)} “{_cut(value_words(entry))}”"
    return one_line(_say("{0} of {1}", _called(inside[1:]), called) if inside else called)


def value_words(value: JsonValue) -> str:
    """A value as running text on one line: words of closed lists without hyphens, days as prose, lists with commas."""
    if value is None:
        return _say("none")
    if isinstance(value, bool):
        return _say("yes") if value else _say("no")
    if isinstance(value, dict):
        return one_line("; ".join(f"{field_words(name)} {value_words(part)}" for name, part in value.items()))
    if isinstance(value, list):
        return one_line(", ".join(value_words(part) for part in value))
    if isinstance(value, float):
        return f"{value:g}"
    text = str(value)
    if day := read_day(text):
        return _say(in_prose(day))
    if _WORD_OF_A_LIST.fullmatch(text):
        text = text.replace("-", " ")
    return one_line(_say(text) if text.islower() and "{" not in text else text)


def is_long(change: Change) -> bool:
    """Whether a change is between texts that are better read side by side than in a sentence."""
    return any(isinstance(value, str) and len(value) > LONG for value in (change.before, change.after))


def label(value: JsonValue) -> str:
    """What an added or removed item or entry is called: its title, name or text; empty if it has none."""
    found = (value.get(name) for name in _NAMES) if isinstance(value, dict) else iter(())
    return next((one_line(text) for text in found if isinstance(text, str) and text.strip()), "")


def main_fields(value: JsonValue) -> Iterator[tuple[str, str]]:
    """The fields of an added or removed item as pairs of words, without its id and name."""
    if isinstance(value, dict):
        called = label(value)
        for name, part in value.items():
            if name != "id" and not (isinstance(part, str) and one_line(part) == called):
                yield field_words(name), value_words(part)


def nouns(trail: Trail) -> Mapping[str, str]:
    """What each item of a trail is called: ``{"T3": "threat"}``. Items that can't be distinguished are left out.

    History may hold items that the record has no more, so this is found from the fields that changed and
    from the values of what came or went.
    """
    prefix = kind_prefix(trail.record)
    if trail.is_page or prefix not in PREFIXES:
        items = {change.item for decision in trail.decisions for change in decision.changes if change.item}
        return dict.fromkeys(items, "section")
    return _nouns(KINDS[PREFIXES[prefix]], (change for decision in trail.decisions for change in decision.changes))


def _nouns(kind: type[Record], changes: Iterable[Change]) -> dict[str, str]:
    models = list(_item_models(kind))
    left: dict[str, list[type[Item]]] = {}
    for change in changes:
        if change.item is not None and not is_derived(change):
            candidates = left.get(change.item, models)
            left[change.item] = [model for model in candidates if _may_be(model, change)]
    found = ((item, {model.noun for model in candidates}) for item, candidates in left.items())
    return {item: names.pop() if names else "section" for item, names in found if len(names) < 2}


def _may_be(model: type[Item], change: Change) -> bool:
    """Whether a change may be one of an item of a model. Ids in small letters alone are those of headings."""
    if change.field is not None:
        name = re.split(r"[.\[]", change.field, maxsplit=1)[0]
        known = _fields(model)[0]
        return name in known and not (name in _WORDING and change.item == str(change.item).lower())
    value = change.after if change.after is not None else change.before
    if not isinstance(value, dict):
        return False
    names = {"id", *value}
    if names <= {"id", *_WORDING} and change.item == str(change.item).lower():
        return False
    known, required = _fields(model)
    return required <= names <= known


@cache
def _fields(model: type[Item]) -> tuple[frozenset[str], frozenset[str]]:
    """The names of all fields of a model, and of those that an item must have."""
    fields = model.model_fields
    return frozenset(fields), frozenset(name for name, field in fields.items() if field.is_required())


def _item_models(kind: type[BaseModel]) -> Iterator[type[Item]]:
    """The models of the items that a record of a kind can hold."""
    for field in kind.model_fields.values():
        for part in get_args(field.annotation):
            if isinstance(part, type) and issubclass(part, Item):
                yield part


def _of_text(change: Change, quoting: bool) -> str:
    """What a change of a part of a text says, such as ``item added: Call the CISO``."""
    part, bracket, rest = (change.field or "").removeprefix("text.").partition("[")
    called, _, inside = rest.rpartition("]")
    name = _say(TEXT_PARTS.get(part, part))
    entry = f"{name} “{called}”" if bracket else name
    if is_page_move(change):
        moved = change.after if came_in(change) else change.before
        return f"{entry} {_between_pages(change)}: {_cut(value_words(moved))}"
    if change.kind == "moved":
        return f"{entry} {_say('moved {0}', _place(change))}" if bracket else _say("{0} reordered", _say(part))
    if inside == ".checked" and change.kind == "changed":
        return f"{entry} {_say('ticked') if change.after else _say('no longer ticked')}"
    if inside:
        entry = f"{entry} {_say(inside.removeprefix('.'))}"
    value = change.before if change.kind == "removed" else change.after
    if change.kind != "changed":
        return f"{entry} {_say(change.kind)}: {_cut(value_words(value))}"
    before, after = change.before, change.after
    if isinstance(before, str) and isinstance(after, str) and (is_long(change) or _is_prose(before, after)):
        return f"{entry} {rewording(before, after, quoting)}"
    return f"{entry}{'' if bracket else ' ' + _say('reworded')}: {_shown(before)} → {_shown(after)}"


def _between_pages(change: Change) -> str:
    """Where something came from, or went to: ``moved from docs/a.md, section “Setup”``."""
    word, place = ("from", change.before) if came_in(change) else ("to", change.after)
    if not is_mapping(place):
        return _say("moved")
    section = place.get("section")
    within = _say(", section “{0}”", _cut(str(section))) if section and section != change.heading else ""
    return f"{_say(f'moved {word} {{0}}', str(place.get('page')))}{within}"


def _place(change: Change) -> str:
    """Where an entry is now: ``before “Call the CISO”``."""
    after = change.after if is_mapping(change.after) else {}
    quotes = "“{}”" if change.field else "{}"
    return next((f"{_say(word)} {quotes.format(_cut(value_words(of)))}" for word, of in after.items()), "")


def _of_field(change: Change, quoting: bool, longest: int = LONG) -> str:
    if is_of_text(change) and change.field != "text":
        return _of_text(change, quoting)
    field = field_words(change.field or "")
    if change.before is None and change.after is None:
        return _say("{0} changed, in a way that this clone does not show", field)
    if change.kind == "moved" and is_mapping(change.after):
        return f"{field} {_say('moved {0}', _place(change))}"
    if change.kind == "moved":
        if change.field == "id":
            return f"id: {one_line(str(change.before))} → {one_line(str(change.after))}"
        return _say("{0} moved from {1} to {2}", field, value_words(change.before), value_words(change.after))
    if change.kind in ("added", "removed"):
        value = change.after if change.kind == "added" else change.before
        words = label(value) or value_words(value)
        plain = f"{field} {_say(change.kind)}"
        return _phrased(change, value, words, longest) or (f"{plain}: {_cut(words, longest)}" if words else plain)
    before, after = change.before, change.after
    if isinstance(before, str) and isinstance(after, str) and (is_long(change) or _is_prose(before, after)):
        said = rewording(before, after, quoting)
        return said if change.field == "text" else f"{field} {said}"
    return f"{field}: {_shown(change.before)} → {_shown(change.after)}"


def rewording(before: str, after: str, quoting: bool = True) -> str:
    """What was done to a text, such as ``reworded: “must” → “may” in “Makers must ask first”``.

    Few and short differences are quoted; others are counted: ``reworded (12 words of 80)``.
    """
    found = edits(before, after)
    if quoting and 0 < len(found) <= _FEW and all(_is_short(edit) for edit in found):
        return f"{_say('reworded')}: {'; '.join(map(_quoted, found))}"
    words, of = sum(edit.length for edit in found), max(map(count_words, (before, after)))
    if not words:
        return _say("reworded (punctuation alone)")
    if words >= of:
        return _say("rewritten")
    message = "reworded ({0} word of {1})" if words == 1 else "reworded ({0} words of {1})"
    return _say(message, str(words), str(of))


def _is_short(edit: Edit) -> bool:
    return edit.length > 0 and all(len(_bare(text)) <= _QUOTED for text in (edit.removed, edit.added))


def _quoted(edit: Edit) -> str:
    removed, added = _bare(edit.removed), _bare(edit.added)
    if removed and added:
        done = f"“{removed}” → “{added}”"
    else:
        done = f"“{added}” {_say('added')}" if added else f"“{removed}” {_say('removed')}"
    if edit.is_whole or (not _bare(edit.left) and not _bare(edit.right)):
        return done
    left = edit.left if len(edit.left) <= _AROUND else f"…{edit.left[-_AROUND:].partition(' ')[2]}"
    right = edit.right if len(edit.right) <= _AROUND else f"{edit.right[:_AROUND].rpartition(' ')[0]}…"
    return f"{done} {_say('in')} “{_bare(left + (edit.removed or edit.added) + right)}”"


def _bare(text: str) -> str:
    """A quoted stretch on one line, without what marks list items and cells at its ends."""
    words = one_line(text).split(" ")
    said = [place for place, word in enumerate(words) if word.strip(_MARKS)]
    return " ".join(words[said[0] : said[-1] + 1] if said else words)


def _is_prose(before: str, after: str) -> bool:
    """Whether two short texts are better told by the words that differ: they have most in common."""
    same = max(count_words(before), count_words(after)) - sum(edit.length for edit in edits(before, after))
    return same >= _SENTENCE


def _shown(value: JsonValue) -> str:
    return _cut(value_words(value)) or _say("nothing")


def _cut(text: str, longest: int = LONG) -> str:
    return text if len(text) <= longest else f"{beginning(text, longest - 1)}…"


def _phrased(change: Change, value: JsonValue, words: str, longest: int) -> str:
    """What came or went, by the phrase of its field; empty if there is none, or the value lacks what it names."""
    field = change.field or ""
    if not words or (found := phrase(field)) is None:
        return ""
    said = found.came if change.kind == "added" else found.went
    parts = {name: _cut(value_words(part)) for name, part in value.items()} if is_mapping(value) else {}
    of = _cut(value_words(entry_of(field)))
    values = {**parts, "value": _cut(words, longest), "of": of, "name": field_words(field)}
    names = _VALUE.findall(said)
    return _say(numbered(said), *(values[name] for name in names)) if values.keys() >= {*names} else ""


_VALUE = re.compile(r"\{(\w+)\}")


def numbered(phrase: str) -> str:
    """A phrase whose values go by their numbers, as in messages."""
    numbers = iter(range(len(phrase)))
    return _VALUE.sub(lambda _: f"{{{next(numbers)}}}", phrase)


def _called(path: str) -> str:
    """What the path of a field is called, without entries of lists."""
    path = path.removeprefix("facts.")
    if path in NAMES:
        return _say(NAMES[path])
    first, dot, rest = path.partition(".")
    words = _say(NAMES.get(first, first.replace("_", " ")))
    return f"{words} {_called(rest)}" if dot else words
