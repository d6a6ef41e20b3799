"""No page weighs more than its kind may, whatever the number of records: the table is ``budgets.yaml``."""

import gzip
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.building import Built
from tests.paths import REPOSITORY

BUDGETS: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "budgets.yaml").read_text(encoding="utf-8")
)
LIMIT = {"bytes": 150_000, "elements": 6_000}
"""What no page may have, of whatever kind."""
COPIES = 3
"""How many times the shipped records the grown site has: enough that lists of all of them are parted."""

_SCRIPT = re.compile(r"(<script\b[^>]*>).*?</script>", re.DOTALL)


def kind_of(path: str) -> str:
    """The kind of a page by its path in the site."""
    return next(
        kind for kind, held in BUDGETS["pages"].items() if any(fnmatchcase(path, one) for one in held["patterns"])
    )


def weight(page: Path) -> dict[str, int]:
    """The bytes of a page as they are sent, and its elements."""
    html = page.read_bytes()
    elements = re.findall(r"<[a-zA-Z]", _SCRIPT.sub(r"\1", html.decode()))
    return {"bytes": len(gzip.compress(html, 6)), "elements": len(elements)}


def too_heavy(site: Path) -> Iterator[tuple[str, str, int, int]]:
    """The pages above their budget: path, measure, what they have, and what they may have."""
    for page in sorted(site.rglob("*.html")):
        path = page.relative_to(site).as_posix()
        found, held = weight(page), BUDGETS["pages"][kind_of(path)]
        yield from ((path, name, found[name], held[name]) for name in LIMIT if found[name] > held[name])


def test_each_kind_of_page_may_have_less_than_any_page() -> None:
    for kind, held in BUDGETS["pages"].items():
        assert all(held[name] < most for name, most in LIMIT.items()), kind


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("index.html", "home"),
        ("policies/index.html", "registers and lists"),
        ("policies/access/index.html", "policies"),
        ("threats/index.html", "registers and lists"),
        ("threats/TM-HUB.T1/index.html", "threats and controls"),
        ("coverage-part-2/index.html", "registers and lists"),
        ("404.html", "others"),
    ],
)
def test_a_page_is_of_the_first_kind_that_fits(path: str, kind: str) -> None:
    assert kind_of(path) == kind


def test_no_page_of_the_shipped_site_is_above_its_budget(own_site: Built) -> None:
    assert list(too_heavy(own_site.site)) == []
    assert not [path for path in own_site.paths if "-part-" in path]


@pytest.mark.slow
def test_no_page_of_a_grown_site_is_above_its_budget(tmp_path: Path) -> None:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "XDG_CACHE_HOME": str(tmp_path / "cache")}
    for command, folder in (
        ([REPOSITORY / "benchmarks" / "grown.py", tmp_path / "kb", str(COPIES)], REPOSITORY),
        (["-m", "mkdocs", "build", "--quiet"], tmp_path / "kb"),
    ):
        subprocess.run([sys.executable, *command], cwd=folder, env=environment, check=True, capture_output=True)
    site = tmp_path / "kb" / "site"
    assert list(too_heavy(site)) == []
    assert [page for page in site.glob("*-part-*") if page.is_dir()]
