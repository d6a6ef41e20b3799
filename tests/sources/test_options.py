"""How a configuration names other repositories, and that no address in it gives anybody access."""

from pathlib import Path

import pytest
from tests.sources.organisation import HUB, run

from trailbook.sources.options import read_sources
from trailbook.workspace.workspace import open_workspace


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("payments: http://git.example.org/payments.git", "is neither https nor ssh"),
        ("payments: git://git.example.org/payments", "is neither https nor ssh"),
        ("payments: git+http://git.example.org/payments", "is neither https nor ssh"),
        ("Payments: x.json", "a source is called 'Payments'"),
        ("hub: x.json", "'hub' is what other repositories call this one"),
        ("payments: {from: x.json, every: day}", "unknown key 'every'"),
        ("payments: {cadence: monthly}", "'from' is missing"),
    ],
)
def test_a_source_that_can_not_be_read_is_named_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "mkdocs.yml").write_text(HUB.replace("{sources}", f"        {line}"))
    (problem,) = [one for one in open_workspace(tmp_path).problems() if one.path == "mkdocs.yml"]
    assert message in problem.message
    assert problem.line == 7


def test_a_fetch_says_which_sources_the_configuration_does_not_name_rightly(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    wrong = "        payments: {git: x.json}"
    (tmp_path / "mkdocs.yml").write_text(HUB.replace("{sources}", wrong))
    alone = run("hub", "--root", tmp_path)
    assert alone.exit_code == 2
    assert "mkdocs.yml:7" in alone.output
    assert "unknown key 'git'; expected one of: from, cadence" in alone.output
    (tmp_path / "empty").mkdir()
    (tmp_path / "mkdocs.yml").write_text(HUB.replace("{sources}", f"{wrong}\n        others: empty"))
    beside = run("hub", "--root", tmp_path)
    assert beside.exit_code == 1
    assert "unknown key 'git'" in beside.output


SECRET = "zq7Hidden4Qz"
ADDRESSES = (
    f"https://{SECRET}@git.example.org/payments.git",
    f"https://oauth2:{SECRET}@git.example.org/payments.git",
    f"git+https://x:{SECRET}/{SECRET}@git.example.org/payments",
    f"https://oauth2%3A{SECRET}@git.example.org/shard.json",
    f"ssh://git:{SECRET}@git.example.org/payments.git",
    f"git:{SECRET}@git.example.org:payments.git",
    f"https://git.example.org/shard.json?private_token={SECRET}",
    f"https://git.example.org/shard.json#access_token={SECRET}",
    f"https://{'a' * 90}{SECRET}@git.example.org/payments.git",
)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("form", ["{}", "{{from: '{}'}}", "{{from: ['{}']}}", "{{from: x, '{}': y}}"])
def test_an_address_that_gives_access_is_refused_and_never_shown(tmp_path: Path, address: str, form: str) -> None:
    (tmp_path / "content").mkdir()
    line = f"payments: {form.format(address)}" if form != "{}" else f"payments: '{address}'"
    (tmp_path / "mkdocs.yml").write_text(HUB.replace("{sources}", f"        {line}"))
    problems = open_workspace(tmp_path).problems()
    assert SECRET not in str(problems)
    (problem,) = [one for one in problems if one.rule == "bad-source"]
    assert problem.message == "the address of payments holds a password or a token"
    assert (problem.line, "git asks its own credential helper" in problem.expected) == (7, True)
    result = run("hub", "--root", tmp_path)
    assert (result.exit_code, SECRET in result.output, "mkdocs.yml:7" in result.output) == (2, False, True)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_in_the_wrong_place_is_not_shown_either(address: str) -> None:
    for stated in ([address], address, {address: "x.json"}, {"payments": {"from": [address]}}):
        _, problems = read_sources(stated)
        assert [one.rule for one in problems] in (["wrong-type"], ["bad-source"])
        assert SECRET not in str(problems)
        assert "a" * 30 not in str(problems)


@pytest.mark.parametrize(
    "address",
    [
        "git@git.example.org:payments.git",
        "ssh://git@git.example.org:22/payments.git",
        "https://h.example.org/@a/x.json",
    ],
)
def test_an_account_that_gives_no_access_is_no_problem(address: str) -> None:
    (source,), problems = read_sources({"payments": address})
    assert (source.at, problems) == (address, [])
