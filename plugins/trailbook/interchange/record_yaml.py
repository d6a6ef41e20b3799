"""Writes a record as YAML the way its authors would: what did not change keeps its lines as they are."""

import re
from typing import Any

import yaml

from trailbook.interchange.completion import SECTIONS
from trailbook.records.short_forms import in_full
from trailbook.text.output import json_value
from trailbook.text.positions import Positions
from trailbook.text.yaml_text import read_yaml

_WIDTH = 118
_INLINE = ("inherent", "residual", "acceptance")
_FURTHER = re.compile(r"[ \t]*(?:#.*)?$")


class _Inline(dict[str, Any]):
    """A mapping that is written on one line."""


class _Dumper(yaml.SafeDumper):
    """Block style, lists indented below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        del indentless
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


def _list(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.SequenceNode:
    flat = all(isinstance(entry, str) and len(entry) <= 64 for entry in value)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=flat)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)
_Dumper.add_representer(
    _Inline, lambda dumper, value: dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=True)
)


def write_record(values: dict[str, Any]) -> str:
    """The whole record as YAML, with an empty line before each section."""
    return "".join(
        _block(name, value, spaced=name in SECTIONS or name == "application") for name, value in values.items()
    )


def _block(name: str, value: Any, *, spaced: bool) -> str:
    return ("\n" if spaced else "") + _dump({name: value})


def _dump(value: Any) -> str:
    return yaml.dump(_inlined(value), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)


def _inlined(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _Inline(part) if key in _INLINE and isinstance(part, dict) else _inlined(part)
            for key, part in value.items()
        }
    return [_inlined(part) for part in value] if isinstance(value, (list, tuple)) else value


def revise_record(text: str, new: dict[str, Any]) -> str:
    """The text of a record with the values of ``new``. Unchanged blocks and items keep their lines.

    If lines can't be kept without changing what they mean, the whole record is written anew.
    """
    old, positions, _ = read_yaml(text, "")
    old = in_full(old, positions)[0]
    plain = all(positions.keys[(name,)].column == 1 for name in old)
    revised = _spliced(text, positions, old, new) if plain else write_record(new)
    written = in_full(read_yaml(revised, "")[0])[0]
    return revised if _same(written, new) else write_record(new)


def _spliced(text: str, positions: Positions, old: dict[str, Any], new: dict[str, Any]) -> str:
    lines = re.findall(r"[^\n]*\n|[^\n]+$", text)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    starts = sorted((positions.keys[(name,)].line - 1, name) for name in old)
    ends = [*(start for start, _ in starts[1:]), len(lines)]
    found = lines[: starts[0][0]]
    for (start, name), end in zip(starts, ends, strict=True):
        if name not in new:
            continue
        block = lines[start:end]
        if not _same(old[name], new[name]):
            block = _changed(name, block, start, positions, old[name], new[name])
        found += block
    fresh = [name for name in new if name not in old]
    return "".join(found) + "".join(_block(name, new[name], spaced=True) for name in fresh)


def _same(old: Any, new: Any) -> bool:
    return bool(json_value(old) == json_value(new))


def _changed(name: str, block: list[str], start: int, positions: Positions, old: Any, new: Any) -> list[str]:
    body, tail = _split_tail(block)
    places = [positions.values[name, index] for index in range(len(old))] if name in SECTIONS else []
    begins = [place.line - 1 - start for place in places]
    if not places or not all(_dashed(block[at], place.column) for at, place in zip(begins, places, strict=True)):
        return [*re.findall(r"[^\n]*\n", _block(name, new, spaced=False)), *tail]
    indent = block[begins[0]].index("-")
    ends = [*begins[1:], len(body)]
    kept = {item["id"]: (item, body[at:end]) for item, at, end in zip(old, begins, ends, strict=True)}
    found = body[: begins[0]]
    for item in new:
        was, text = kept.get(item["id"], (None, []))
        found += text if was is not None and _same(was, item) else [*_item(item, indent), *_split_tail(text)[1]]
    return [*found, *tail]


def _dashed(line: str, column: int) -> bool:
    """Whether an item begins on its own line, after '- '."""
    return line[: column - 1].strip() == "-"


def _item(item: dict[str, Any], indent: int) -> list[str]:
    lines = re.findall(r"[^\n]*\n", _dump([item]))
    return [" " * indent + line if line.strip() else line for line in lines]


def _split_tail(block: list[str]) -> tuple[list[str], list[str]]:
    """The lines of a block, and the empty lines and comments that follow them."""
    end = len(block)
    while end > 0 and _FURTHER.fullmatch(block[end - 1].rstrip("\n")):
        end -= 1
    return block[:end], block[end:]
