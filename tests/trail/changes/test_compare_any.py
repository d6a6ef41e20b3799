"""The differ on any two revisions: applying the changes to the old one gives the new one, and style is nothing."""

import re
from collections import Counter
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin

import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from tests.paths import STARTER
from tests.properties import examples

from trailbook.records.document import Document
from trailbook.records.kinds import KINDS
from trailbook.records.reading import read_document
from trailbook.text.markdown_text import split_front_matter
from trailbook.trail.changes.blocks import blocks
from trailbook.trail.changes.change import Change
from trailbook.trail.changes.compare import compare
from trailbook.trail.changes.derived import is_derived
from trailbook.trail.changes.inline import said as read_inline
from trailbook.trail.changes.list_entries import labels
from trailbook.trail.changes.similarity import unwrapped
from trailbook.trail.effects.classify import classify

FILES = [
    *sorted((Path(__file__).parents[1] / "records").iterdir()),
    *sorted((STARTER / "content").rglob("*.md")),
    *sorted((STARTER / "threat-models").iterdir()),
    *sorted((STARTER / "postmortems").iterdir()),
]
WORDS = st.sampled_from(["owner", "shared table", "rarely read", "every morning", "an end date", "log", "ä ö", "12"])
TEXT = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)


@cache
def source(file: Path) -> tuple[Any, str]:
    """The values and the body of a file."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".yaml":
        return yaml.safe_load(text), ""
    front, body, _ = split_front_matter(text)
    return yaml.safe_load(front or "{}") or {}, body


def document(file: Path, values: Any, body: str, **style: Any) -> Document | None:
    """The values and the body as a document, in some style of YAML; None where they are no valid record."""
    dumped = yaml.safe_dump(values, allow_unicode=True, **style) if values else ""
    text = f"---\n{dumped}---\n{body}" if file.suffix == ".md" and values else body or dumped
    found, _ = read_document(f"folder/{file.name}", text.encode())
    return found if isinstance(found, Document) else None


STYLES = st.fixed_dictionaries(
    {
        "width": st.sampled_from([20, 60, 500]),
        "indent": st.sampled_from([2, 4]),
        "default_flow_style": st.sampled_from([False, None, True]),
        "default_style": st.sampled_from([None, '"']),
        "sort_keys": st.booleans(),
    }
)


@st.composite
def edited(draw: st.DrawFn, value: Any) -> Any:
    """A value with some of its parts dropped, doubled, reworded or put in another order."""
    if isinstance(value, dict):
        return {name: draw(edited(part)) for name, part in value.items() if name in KEPT or draw(RARE) != 0}
    if isinstance(value, list):
        parts = [draw(edited(part)) for part in value if draw(RARE) != 0]
        return draw(st.permutations(parts)) if draw(RARE) == 1 else parts
    return draw(TEXT) if isinstance(value, str) and " " in value and draw(RARE) == 2 else value


RARE = st.integers(0, 12)
KEPT = frozenset({"id", "kind", "title", "name", "owner", "state", "level"})


@st.composite
def edited_body(draw: st.DrawFn, body: str) -> str:
    """A Markdown text with some of its blocks dropped, doubled, reworded, renamed or put elsewhere."""
    blocks: list[str] = []
    for block in body.split("\n\n"):
        change = draw(RARE)
        if change == 0:
            continue
        if change == 1:
            blocks.insert(draw(st.integers(0, len(blocks))), block)
        elif change == 2 and not block.startswith("#"):
            blocks.append(draw(TEXT))
        elif change == 3 and block.startswith("#"):
            blocks.append(f"{block.split(' ')[0]} {draw(TEXT)}")
        elif change == 4 and "{#" not in block:  # an id given to two headings is nobody's
            blocks += [block, block]
        else:
            blocks.append(block)
    return "\n\n".join(blocks)


@st.composite
def revisions(draw: st.DrawFn) -> tuple[Document, Document]:
    """Two valid revisions of one record."""
    file = draw(st.sampled_from(FILES))
    values, body = source(file)
    pair = []
    for _ in range(2):
        new = document(file, draw(edited(values)), draw(edited_body(body)))
        pair.append(new or document(file, values, draw(edited_body(body))) or document(file, values, body))
    assert pair[0] and pair[1]
    return pair[0], pair[1]


@given(revisions())
@examples(150)
def test_the_changes_applied_to_the_old_revision_give_the_new_one(pair: tuple[Document, Document]) -> None:
    old, new = pair
    applied = apply(state(old), compare(old, new), (old, new))
    assert plain({str(id): values for id, values in applied.items()}) == plain(
        {str(id): values for id, values in state(new).items()}
    ), (old.text, new.text)


@given(revisions())
@examples(60)
def test_a_revision_does_not_differ_from_itself_and_comparing_is_repeatable(pair: tuple[Document, Document]) -> None:
    old, new = pair
    assert compare(old, old) == compare(new, new) == ()
    assert compare(old, new) == compare(old, new)


@given(st.sampled_from(FILES), st.sampled_from(FILES))
@examples(60)
def test_any_two_records_can_be_compared_and_judged(first: Path, second: Path) -> None:
    old, new = document(first, *source(first)), document(second, *source(second))
    assert old and new
    changes = classify(compare(old, new), old.record, new.record)
    assert bool(changes) == (first != second)


@given(st.sampled_from(FILES), STYLES, st.randoms(use_true_random=False))
@examples(150)
def test_order_and_style_are_no_change(file: Path, style: dict[str, Any], random: Any) -> None:
    values, body = source(file)
    old, new = document(file, values, body), document(file, shuffled(values, random), body, **style)
    assert old and new
    assert compare(old, new) == ()


ORDERED = {name for kind in KINDS.values() for name in kind.ordered}


def shuffled(value: Any, random: Any) -> Any:
    if isinstance(value, dict):
        return {name: part if name in ORDERED else shuffled(part, random) for name, part in value.items()}
    if isinstance(value, list):
        return random.sample([shuffled(part, random) for part in value], len(value))
    return value


State = dict[str | None, dict[str, Any]]


def state(document: Document) -> State:
    """Everything that a document says, by item and section."""
    return {change.item: deepcopy(change.after) for change in compare(None, document) if isinstance(change.after, dict)}


def apply(old: State, changes: tuple[Change, ...], documents: tuple[Document, Document]) -> State:
    """What the old record says after the changes. Where entries stand in a list is left open.

    Of the ``documents`` before and after, it takes which values are lists: of one entry, a change does not tell.
    """
    document = documents[0]
    untyped = {name for one in documents for name, value in one.front_matter.items() if isinstance(value, list | tuple)}
    authored = [change for change in changes if not is_derived(change)]
    gone = {change.item for change in authored if change.field is None and change.kind == "removed"}
    ids = {str(change.before): change.item for change in authored if change.field == "id"}
    new = {ids.get(str(id), id): values for id, values in old.items() if id not in gone}
    models: dict[str | None, type[BaseModel]] = {item.id: type(item) for item in document.record.items()}
    models[None] = type(document.record)
    was = deepcopy(new)
    for change in authored:
        if change.kind == "added" and change.field is None:
            assert isinstance(change.after, dict)
            new[change.item] = deepcopy(change.after)
        elif change.kind != "moved" and change.field:
            lists = lists_of(models.get(change.item)) | (untyped if change.item is None else set())
            put(new[change.item], was[change.item], change.field, change, lists)
    return new


def put(now: dict[str, Any], was: dict[str, Any], field: str, change: Change, lists: frozenset[str]) -> None:
    """Put one change into the values of an item, of a model in it, or of an entry of its lists."""
    if entry := re.fullmatch(r"(\w+)\[(.*)\]\.(\w+)", field):
        index = labels(was[entry[1]]).index(entry[2])
        put(now[entry[1]][index], was[entry[1]][index], entry[3], change, lists)
        return
    if field.startswith("text."):
        now["text"] = put_in_text(now.get("text", ""), field, change)
        return
    head, _, rest = field.partition(".")
    if rest:
        put(now.setdefault(head, {}), was.get(head, {}), rest, change, lists | {rest} if head in lists else lists)
    elif head in lists or isinstance(now.get(head), list):
        entries = now.setdefault(head, [])
        if change.kind in ("changed", "removed"):  # None keeps the places of the others
            entries[next(i for i, entry in enumerate(entries) if plain(entry) == plain(change.before))] = None
        if change.kind in ("changed", "added"):
            entries.append(change.after)
    else:
        now[head] = change.after


def lists_of(model: type[BaseModel] | None) -> frozenset[str]:
    """The fields of a model, and of the models that it may hold, that hold lists or mappings of lists."""
    fields = model.model_fields.items() if model else ()
    kinds = [(name, kind) for name, info in fields for kind in (get_args(info.annotation) or (info.annotation,))]
    inner = [lists_of(kind) for _, kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
    own = (
        name for name, info in fields if any(_is_list(kind) for kind in (info.annotation, *get_args(info.annotation)))
    )
    return frozenset(own).union(*inner)


def _is_list(annotation: object) -> bool:
    return get_origin(annotation) in (tuple, dict)


def plain(value: Any) -> Any:
    """A value without what is no difference: empty parts, order of entries, line wraps."""
    if isinstance(value, dict):
        parts = {name: said_in(part) if name == "text" else plain(part) for name, part in value.items()}
        return {name: part for name, part in parts.items() if part not in (None, (), [], {})}
    if isinstance(value, list):
        return sorted((plain(part) for part in value if part is not None), key=repr)
    return unwrapped(value) if isinstance(value, str) else value


def said_in(text: Any) -> Counter[Any]:
    """What a text says in no order: the words of its blocks, and its links."""
    if not isinstance(text, str):
        return Counter(text)
    found = blocks(text)
    links = Counter(("link", *link) for block in found for link in block.links)
    return links + Counter((block.kind, block.words) for block in found if block.kind != "columns")


def put_in_text(text: Any, field: str, change: Change) -> Counter[Any]:
    """What a text says after the change of one of its parts."""
    said = said_in(text)
    part, bracket, rest = field.removeprefix("text.").partition("[")
    label = rest.partition("]")[0]
    if part == "links":
        said.subtract([("link", label, change.before)] if change.before else [])
        said.update([("link", label, change.after)] if change.after else [])
    elif part == "rows" and bracket:
        row = next(row for row, times in said.items() if row[0] == "row" and row[1].startswith(label) and times > 0)
        said.subtract([row])
        was, now = (read_inline(str(cell or "")).words for cell in (change.before, change.after))
        said.update([("row", row[1].replace(was, now))])
    elif not bracket:
        form = {"items": "- {}", "code": "```\n{}\n```", "headings": "# {}"}.get(part, "{}")
        said.subtract(said_in(form.format(change.before)) if change.before else [])
        said.update(said_in(form.format(change.after)) if change.after else [])
    return said
