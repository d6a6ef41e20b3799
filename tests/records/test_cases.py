"""What loading says about mistakes. Each case of ``cases/*.yaml`` is one; its ``rule`` says what it shows.

``in``, ``change`` and ``to`` edit one file of ``base/`` (once); ``files`` adds whole files, as text or
``!!binary``. ``problems`` is everything that loading then says, in order. ``…`` stands for any text.
"""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from trailbook.records.loading import load

CASES = [
    pytest.param(case, id=f"{file.stem}: {case['rule']}")
    for file in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
    for case in yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
]


@pytest.mark.parametrize("case", CASES)
def test_every_mistake_is_reported_with_its_place_and_remedy(case: dict[str, Any], base: Path) -> None:
    for path, text in case.get("files", {}).items():
        (base / path).parent.mkdir(parents=True, exist_ok=True)
        (base / path).write_bytes(text if isinstance(text, bytes) else text.encode())
    if "in" in case:
        edit(base / case["in"], case["change"], case["to"])
    found = [str(problem) for problem in load(base).problems]
    expected = case["problems"]
    assert len(found) == len(expected) and all(map(matches, expected, found)), "\n".join(["", *found])


def edit(file: Path, change: str, to: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert change in text, f"{file.name} does not hold {change!r}"
    file.write_bytes(text.replace(change, to, 1).encode())


def matches(expected: str, found: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, expected.split("…"))), found) is not None


def test_the_base_of_all_cases_has_no_problems(base: Path) -> None:
    assert load(base).problems == ()
