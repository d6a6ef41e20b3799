"""What is carried over of a value in a report: text on one line, without markup, and without credentials."""

import re
from collections.abc import Mapping
from typing import Any

from trailbook.credentials.finding import find_credentials, may_hold_credentials
from trailbook.credentials.masking import MASK, mask
from trailbook.drift.values import may_be_credential
from trailbook.interchange.platforms.values import report_credential
from trailbook.interchange.source import Node, fold_word
from trailbook.text.positions import Path

LONGEST = 300
"""The most characters that are carried over of a text."""

_ELEMENT = re.compile(r"<(?:/?[a-zA-Z][^<>]*|!--[^<>]*)>")


def shown(node: Node, longest: int = LONGEST) -> str:
    """A text without markup; a credential in it is hidden and reported. Empty if there is none."""
    text = node.name()
    if "<" in text:
        text = " ".join(_ELEMENT.sub(" ", text).split())
    if may_hold_credentials(text):
        for found in find_credentials(text):
            report_credential(node, f"{found.description} [{found.kind}]", found.revoke)
        text = mask(text)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def our_word(node: Node, table: Mapping[str, str]) -> str:
    """A word of a report in ours; one that the table lacks in its own, which is noted. Empty if there is none."""
    word = node.name()
    if not word or (known := fold_word(word)) in table:
        return table[known] if word else ""
    node.reading.note(node.place, "unknown-word", f"the word {word[:40]!r} is not known here, and stays as it is")
    return shown(node, 40).casefold()


def hidden(value: Any, path: Path = ()) -> Any:
    """A value with all that may be a credential hidden, by its form or by its key: what is written passes here last."""
    if isinstance(value, dict):
        return {key: hidden(part, (*path, key)) for key, part in value.items()}
    if isinstance(value, list):
        return [hidden(part, (*path, index)) for index, part in enumerate(value)]
    return MASK if may_be_credential(value, path) else value
