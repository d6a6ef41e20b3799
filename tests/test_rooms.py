"""The rooms of the package are those that CONTRIBUTING.md lists, in the order that the lint holds."""

import re
import tomllib
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
PACKAGE = REPOSITORY / "plugins/trailbook"


def rooms_in_the_table() -> list[str]:
    text = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return re.findall(r"^\| `(\w+)/` \|", text, re.MULTILINE)


def test_the_table_of_rooms_is_what_the_lint_holds_from_the_ground_up() -> None:
    configuration = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = (one for one in configuration["tool"]["importlinter"]["contracts"] if one["type"] == "layers")
    levels = [sorted(layer.split(" | ")) for layer in reversed(contract["layers"])]
    assert rooms_in_the_table() == [room for level in levels for room in level]


def test_every_room_is_in_the_table_and_says_what_is_in_it() -> None:
    rooms = {folder.name for folder in PACKAGE.iterdir() if (folder / "__init__.py").is_file()}
    assert rooms == set(rooms_in_the_table())
