"""Changes in plain words: one sentence a change, the same on a page, in a feed and in a terminal.

A sentence is one line of plain text without characters that a reader can't see. Whoever prints it escapes
it for where it goes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import get_args

from pydantic import BaseModel

from trailbook.records.kinds import KINDS, PREFIXES
from trailbook.records.model import Item, Record
from trailbook.records.references import kind_prefix
from trailbook.text.prose import beginning
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
_TEXT_PARTS = {
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
        return one_line(f"{noun or 'section'} “{_cut(change.heading)}”")
    if change.item:
        return one_line(f"{noun} {change.item}")
    return one_line(noun or "record") if change.field is None else ""


def predicate(change: Change, *, quoting: bool = True) -> str:
    """What a change says of its subject, with the colon or space that joins the two.

    Without ``quoting``, a rewording is counted alone, for where its words are shown beside it.
    """
    if is_page_move(change) and change.field is None:
        return f" {one_line(_between_pages(change))}"
    if change.kind == "moved" and change.field is None and is_mapping(change.after):
        return f" moved {one_line(_place(change))}"
    if change.field is None:
        called = label(change.after if change.after is not None else change.before)
        named = not change.item or change.heading or called in ("", change.item)
        shown = "" if named else f" “{_cut(called)}”"
        return " " + one_line(f"{shown} {change.kind}{_exposure(change)}")
    said = one_line(_of_field(change, quoting))
    if not change.item:
        return f"text {said}" if said.startswith(_REWORDED) else said
    return f" {said}" if said.startswith(_REWORDED) else f": {said}"


def _exposure(change: Change) -> str:
    """What a maker has to know of a part of an application that is new: that it is open, or who data moves as."""
    part = change.after
    if change.kind != "added" or not is_mapping(part):
        return ""
    stated = part.get("facts")
    facts = stated if is_mapping(stated) else {}
    if "component" in part and "none" in (facts.get("sign_in"), str(part.get("authentication")).casefold()):
        return ", which asks for no sign-in"
    if facts.get("secrets_in") == "plain":
        return ", with a secret in plain sight"
    moves = "source" in part and "target" in part and isinstance(part.get("identity"), str)
    return f" as {_cut(str(part['identity']))}" if moves and part["identity"] else ""


def field_words(field: str) -> str:
    """The name of a field as running text: ``residual.likelihood`` is "residual risk likelihood"."""
    name, bracket, rest = field.partition("[")
    if not bracket:
        return one_line(_called(field))
    entry, _, inside = rest.rpartition("]")
    if known := NAMES.get(f"{name}[]{inside}"):
        return one_line(known.replace("{of}", _cut(value_words(entry))))
    called = f"{ENTRIES.get(name, _called(name))} “{_cut(value_words(entry))}”"
    return one_line(f"{_called(inside[1:])} of {called}" if inside else called)


def value_words(value: JsonValue) -> str:
    """A value as running text on one line: words of closed lists without hyphens, lists with commas."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return one_line("; ".join(f"{field_words(name)} {value_words(part)}" for name, part in value.items()))
    if isinstance(value, list):
        return one_line(", ".join(value_words(part) for part in value))
    if isinstance(value, float):
        return f"{value:g}"
    text = str(value)
    return one_line(text.replace("-", " ") if _WORD_OF_A_LIST.fullmatch(text) else text)


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
    name = _TEXT_PARTS.get(part, part)
    entry = f"{name} “{called}”" if bracket else name
    if is_page_move(change):
        moved = change.after if came_in(change) else change.before
        return f"{entry} {_between_pages(change)}: {_cut(value_words(moved))}"
    if change.kind == "moved":
        return f"{entry} moved {_place(change)}" if bracket else f"{part} reordered"
    if inside == ".checked" and change.kind == "changed":
        return f"{entry} {'ticked' if change.after else 'no longer ticked'}"
    if inside:
        entry = f"{entry} {inside.removeprefix('.')}"
    value = change.before if change.kind == "removed" else change.after
    if change.kind != "changed":
        return f"{entry} {change.kind}: {_cut(value_words(value))}"
    before, after = change.before, change.after
    if isinstance(before, str) and isinstance(after, str) and (is_long(change) or _is_prose(before, after)):
        return f"{entry} {rewording(before, after, quoting)}"
    return f"{entry}{'' if bracket else ' reworded'}: {_shown(before)} → {_shown(after)}"


def _between_pages(change: Change) -> str:
    """Where something came from, or went to: ``moved from docs/a.md, section “Setup”``."""
    word, place = ("from", change.before) if came_in(change) else ("to", change.after)
    if not is_mapping(place):
        return "moved"
    section = place.get("section")
    within = f", section “{_cut(str(section))}”" if section and section != change.heading else ""
    return f"moved {word} {place.get('page')}{within}"


def _place(change: Change) -> str:
    """Where an entry is now: ``before “Call the CISO”``."""
    after = change.after if is_mapping(change.after) else {}
    quotes = "“{}”" if change.field else "{}"
    return next((f"{word} {quotes.format(_cut(value_words(of)))}" for word, of in after.items()), "")


def _of_field(change: Change, quoting: bool) -> str:
    if is_of_text(change) and change.field != "text":
        return _of_text(change, quoting)
    field = field_words(change.field or "")
    if change.before is None and change.after is None:
        return f"{field} changed, in a way that this clone does not show"
    if change.kind == "moved" and is_mapping(change.after):
        return f"{field} moved {_place(change)}"
    if change.kind == "moved":
        if field == "id":
            return f"id: {one_line(str(change.before))} → {one_line(str(change.after))}"
        return f"{field} moved from {value_words(change.before)} to {value_words(change.after)}"
    if change.kind in ("added", "removed"):
        value = change.after if change.kind == "added" else change.before
        words = label(value) or value_words(value)
        plain = f"{field} {change.kind}"
        return _phrased(change, value, words) or (f"{plain}: {_cut(words)}" if words else plain)
    before, after = change.before, change.after
    if isinstance(before, str) and isinstance(after, str) and (is_long(change) or _is_prose(before, after)):
        said = rewording(before, after, quoting)
        return said if field == "wording" else f"{field} {said}"
    return f"{field}: {_shown(change.before)} → {_shown(change.after)}"


def rewording(before: str, after: str, quoting: bool = True) -> str:
    """What was done to a text, such as ``reworded: “must” → “may” in “Makers must ask first”``.

    Few and short differences are quoted; others are counted: ``reworded (12 words of 80)``.
    """
    found = edits(before, after)
    if quoting and 0 < len(found) <= _FEW and all(_is_short(edit) for edit in found):
        return f"reworded: {'; '.join(map(_quoted, found))}"
    words, of = sum(edit.length for edit in found), max(map(count_words, (before, after)))
    if not words:
        return "reworded (punctuation alone)"
    return "rewritten" if words >= of else f"reworded ({words} word{'s' if words != 1 else ''} of {of})"


def _is_short(edit: Edit) -> bool:
    return edit.length > 0 and all(len(_bare(text)) <= _QUOTED for text in (edit.removed, edit.added))


def _quoted(edit: Edit) -> str:
    removed, added = _bare(edit.removed), _bare(edit.added)
    done = f"“{removed}” → “{added}”" if removed and added else f"“{added}” added" if added else f"“{removed}” removed"
    if edit.is_whole or (not _bare(edit.left) and not _bare(edit.right)):
        return done
    left = edit.left if len(edit.left) <= _AROUND else f"…{edit.left[-_AROUND:].partition(' ')[2]}"
    right = edit.right if len(edit.right) <= _AROUND else f"{edit.right[:_AROUND].rpartition(' ')[0]}…"
    return f"{done} in “{_bare(left + (edit.removed or edit.added) + right)}”"


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
    return _cut(value_words(value)) or "nothing"


def _cut(text: str) -> str:
    return text if len(text) <= LONG else f"{beginning(text, LONG - 1)}…"


def _phrased(change: Change, value: JsonValue, words: str) -> str:
    """What came or went, by the phrase of its field; empty if there is none, or the value lacks what it names."""
    field = change.field or ""
    if not words or (found := phrase(field)) is None:
        return ""
    said = found.came if change.kind == "added" else found.went
    parts = {name: _cut(value_words(part)) for name, part in value.items()} if is_mapping(value) else {}
    of = _cut(value_words(entry_of(field)))
    try:
        return said.format_map({**parts, "value": _cut(words), "of": of, "name": field_words(field)})
    except KeyError:
        return ""


def _called(path: str) -> str:
    """What the path of a field is called, without entries of lists."""
    path = path.removeprefix("facts.")
    if path in NAMES:
        return NAMES[path]
    first, dot, rest = path.partition(".")
    words = NAMES.get(first, first.replace("_", " "))
    return f"{words} {_called(rest)}" if dot else words
