"""What the rules found in one model, as its page tells it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trailbook.records.kinds.threat_model import FindingState, ThreatModel
from trailbook.records.model import Item
from trailbook.records.vocabulary import words
from trailbook.risk.threats.findings import STATES, Finding


@dataclass(frozen=True)
class FindingRow:
    """One finding, and the anchor that its row has: that of the entry that tells its state, once for each entry."""

    finding: Finding
    anchor: str | None


def finding_rows(findings: Iterable[Finding]) -> Iterator[FindingRow]:
    """The rows of a model's findings in their order."""
    told: set[str] = set()
    for finding in findings:
        entry = finding.entry.id if finding.entry and finding.entry.id not in told else None
        if entry:
            told.add(entry)
        yield FindingRow(finding, entry)


def idle_entries(model: ThreatModel, findings: Iterable[Finding]) -> list[FindingState]:
    """The entries of a model that tell the state of nothing that is found."""
    used = {finding.entry.id for finding in findings if finding.entry}
    return [entry for entry in model.findings if entry.id not in used]


def counts(findings: Iterable[Finding]) -> list[tuple[str, int]]:
    """How many findings there are in each state, in the order in which somebody has to act; empty states left out."""
    found = [finding.state for finding in findings]
    return [(state, found.count(state)) for state in STATES if state in found]


def stated_facts(model: ThreatModel) -> list[tuple[Item, list[tuple[str, str]]]]:
    """Every element of a model that states facts, with the name and the words of each."""
    found = [(item, _facts(item)) for item in model.items()]
    return [(item, facts) for item, facts in found if facts]


def _facts(item: Item) -> list[tuple[str, str]]:
    values: dict[str, object] = getattr(getattr(item, "facts", None), "model_dump", dict)()
    return [(name.replace("_", " "), _worded(value)) for name, value in values.items()]


def _worded(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(words(str(part)) for part in value) or "nobody"
    return words(str(value))
