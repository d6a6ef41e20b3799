"""What a shell completes an argument to that is an id: records, then the items of the one that is meant."""

from collections.abc import Callable
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from trailbook.risk.threats.tuning import BY_ID
from trailbook.text.errors import TrailbookError
from trailbook.text.unseen import printable
from trailbook.trail.effects.hints import BY_ID as EFFECTS
from trailbook.workspace.configuration import find_root, read_history_configuration
from trailbook.workspace.workspace import Workspace

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def complete_records(*kinds: str, items: bool = False) -> Complete:
    """Completes to the ids of records of some kinds, or of all but pages, with their titles; to files if none has it.

    Small letters will do. With ``items``, the one record that is left completes to its items as well.
    """

    def complete(context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
        try:
            root = find_root(Path(context.params.get("root") or "."))
            knowledge = Workspace(read_history_configuration(root)).knowledge()
        except TrailbookError:
            return []
        wanted = typed.casefold()
        known = [
            record.id
            for record in knowledge.records.values()
            if (record.kind in kinds if kinds else record.kind != "page")
        ]
        found = [id for id in known if id.casefold().startswith(wanted.partition(".")[0])]
        if items and len(found) == 1:
            found += [item for item in knowledge.items if item.startswith(f"{found[0]}.")]
        named = [CompletionItem(id, help=printable(knowledge.label(id))) for id in found if _begins(id, typed)]
        return named or [CompletionItem(typed, type="file")]

    return complete


def complete_rules(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Completes to the ids of rules, with what they look for or say."""
    titles = {id: rule.title for id, rule in EFFECTS.items()} | {id: rule.title for id, rule in BY_ID.items()}
    return [CompletionItem(id, help=titles[id]) for id in sorted(titles) if _begins(id, typed)]


def _begins(id: str, typed: str) -> bool:
    return id.casefold().startswith(typed.casefold())
