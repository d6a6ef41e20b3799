"""What a whole edit shows, all its changes together: one effect, never two that contradict each other."""

from typing import Any

import pytest
import yaml
from tests.trail.effects.test_rules import HERE, edited, effects, read

EDITS: list[dict[str, Any]] = yaml.safe_load((HERE / "edits.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit["says"])
def test_an_edit_shows_one_effect(edit: dict[str, Any]) -> None:
    before = (HERE.parent / "records" / edit["in"]).read_text(encoding="utf-8")
    for change, to in edit.get("first", {}).items():
        before = edited(before, change, to)
    after = before
    for change, to in edit["edits"].items():
        after = edited(after, change, to)
    old, new = read(edit["in"], before), read(edit["in"], after)
    assert shown(effects(old, new)) == edit["shows"], effects(old, new)
    if "back" in edit:
        assert shown(effects(new, old)) == edit["back"], effects(new, old)


def shown(lines: list[str]) -> str:
    """The effects in words such as ``C1 level: weakens (obligation)``, each once."""
    return ", ".join(sorted({text.rsplit(" ", 2)[1] for text in lines})) or "neutral"
