"""Checklists: the steps of a playbook, written or made, that somebody ticks, and the version of their wording."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from trailbook.records.kinds.playbook import Playbook
from trailbook.risk.playbooks.steps import Part


@dataclass(frozen=True)
class Checklist:
    """What can be ticked: the record, the part of its made playbook (empty for a written one), and the step ids.

    ``version`` changes whenever the wording of a step or their order does.
    """

    record: str
    part: str
    steps: tuple[str, ...]
    version: str


def checklist_of(playbook: Playbook) -> Checklist:
    """The checklist of a playbook that somebody wrote."""
    worded = [(step.id, step.title, step.text) for step in playbook.steps]
    return Checklist(playbook.id, "", tuple(step.id for step in playbook.steps), _version(worded))


def checklist_for(model: str, part: Part) -> Checklist:
    """The checklist of one part of the playbook that is made for an application."""
    worded = [(step.id, step.need.title, step.need.text) for step in part.steps]
    return Checklist(model, part.id, tuple(step.id for step in part.steps), _version(worded))


def _version(worded: Iterable[tuple[str, str, str]]) -> str:
    """Twelve hexadecimal digits of the SHA-256 of all words, runs of white space counted as one space."""
    texts = ("\x1f".join(" ".join(text.split()) for text in step) for step in worded)
    return sha256("\x1e".join(texts).encode(errors="surrogatepass")).hexdigest()[:12]
