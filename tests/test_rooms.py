"""The rooms of the package are those that CONTRIBUTING.md lists, in the order that the lint holds."""

import ast
import re
import tomllib
from pathlib import Path

from tests.paths import REPOSITORY

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


REGISTRIES = {"rules", "kinds"}
"""Folders whose files are all of one shape, each an entry of a list that is made of the folder."""


def test_a_folder_of_more_than_ten_files_says_what_each_is_about() -> None:
    missing = {}
    for face in PACKAGE.rglob("__init__.py"):
        names = sorted(file.stem for file in face.parent.glob("*.py") if file != face)
        if len(names) > 10 and face.parent.name not in REGISTRIES:
            text = face.read_text(encoding="utf-8")
            unlisted = [name for name in names if f"``{name}``" not in text and f".{name}:" not in text]
            missing[face.parent.relative_to(PACKAGE).as_posix()] = unlisted
    assert {folder: names for folder, names in missing.items() if names} == {}


def test_every_folder_of_the_package_says_what_is_in_it() -> None:
    folders = {file.parent for file in PACKAGE.rglob("*.py")}
    silent = [folder for folder in folders if not _docstring(folder / "__init__.py")]
    assert silent == []


def _docstring(file: Path) -> str:
    return ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "" if file.is_file() else ""
