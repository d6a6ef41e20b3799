"""What a hub hands down, and what a repository is checked against without asking anybody."""

from pathlib import Path

import pytest
from tests.sources.organisation import Organisation, run


@pytest.fixture
def handed_down(tmp_path: Path) -> tuple[Organisation, Path]:
    one = Organisation(tmp_path)
    settings = one.hub.root / "mkdocs.yml"
    text = settings.read_text().replace("      sources:\n", "      risk: {appetite: medium}\n      sources:\n")
    one.hub.commit("State what is too much", {"mkdocs.yml": text})
    assert run("hub", "--root", one.hub.root, "--index", tmp_path / "hub.json").exit_code == 0
    return one, tmp_path / "hub.json"


def check(root: Path, index: Path, code: int) -> str:
    result = run("check", "--root", root, "--against", index)
    assert result.exit_code == code, result.output
    return result.output


def test_names_of_others_and_of_the_hub_are_known(handed_down: tuple[Organisation, Path]) -> None:
    one, index = handed_down
    (one.payments.root / "mkdocs.yml").write_text(_with_risk(one.payments.root, "medium"))
    assert "no problems" in check(one.payments.root, index, 0)
    text = (one.payments.root / "content/policies/access.md").read_text()
    text += "\nSee identity/TM-DOOR.T7, hub/POL-CENTRAL.C1, hub/POL-NONE and elsewhere/TM-ANY.\n"
    (one.payments.root / "content/policies/access.md").write_text(text)
    said = check(one.payments.root, index, 1)
    assert "identity/TM-DOOR has no item 'T7'" in said
    assert "hub has handed on no record 'POL-NONE'" in said
    assert "POL-CENTRAL.C1" not in said
    assert "elsewhere" not in said, "of a repository that the hub does not know nobody can tell"


def test_an_option_for_all_that_is_another_one_here_is_a_problem(handed_down: tuple[Organisation, Path]) -> None:
    one, index = handed_down
    said = check(one.identity.root, index, 1)
    assert 'risk.appetite is not stated, and Hub has "medium" for all' in said
    (one.identity.root / "mkdocs.yml").write_text(_with_risk(one.identity.root, "high"))
    said = check(one.identity.root, index, 1)
    assert 'mkdocs.yml:6:24: risk.appetite is "high", and Hub has "medium" for all' in said


def _with_risk(root: Path, appetite: str) -> str:
    text = (root / "mkdocs.yml").read_text()
    return text.replace("  - trailbook/records\n", f"  - trailbook/records:\n      risk: {{appetite: {appetite}}}\n")


def test_the_index_holds_names_and_no_text_and_is_the_same_each_time(handed_down: tuple[Organisation, Path]) -> None:
    one, index = handed_down
    text = index.read_text()
    assert '"payments/TM-HUB.T1":"threat"' in text
    assert "Guests read" not in text
    assert run("hub", "--root", one.hub.root, "--index", index).exit_code == 0
    assert index.read_text() == text


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 2}', "\0"])
def test_what_is_no_index_is_refused(handed_down: tuple[Organisation, Path], text: str) -> None:
    one, index = handed_down
    index.write_text(text)
    assert "it is no index of a hub" in check(one.payments.root, index, 2)
