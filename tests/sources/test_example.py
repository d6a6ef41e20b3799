"""The example: three repositories and a hub, made by a script and built."""

from pathlib import Path

import pytest
from examples.organisation import __main__ as organisation
from tests.building import Built, broken_links

import trailbook


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Built]:
    folder = tmp_path_factory.mktemp("organisation")
    hub = organisation.make(folder)
    organisation.build(hub, folder / "site")
    return hub, Built(folder / "site", [])


@pytest.mark.slow
def test_the_example_has_nothing_wrong_but_what_it_shows(example: tuple[Path, Built]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", str(int(organisation.TODAY.timestamp())))
        found = trailbook.open(example[0])
        assert [problem.rule for problem in found.problems() if problem.level == "error"] == ["source-late"]
    assert len(found.trail("payments/TM-REFUNDS").decisions) == 3
    assert found.why("payments/TM-REFUNDS.T1").steps


@pytest.mark.slow
def test_its_pages_lead_from_one_repository_to_the_other(example: tuple[Path, Built]) -> None:
    built = example[1]
    assert list(broken_links(built)) == []
    home = built.text("index.html")
    assert "payments/TM-REFUNDS" in home
    assert "intranet/TM-REQUESTS" in home
    assert "trailbook:register" not in home
    threat = built.text("threats/payments/TM-REFUNDS.T1/index.html")
    assert "POL-SERVICES.C1" in threat
    assert "intranet/TM-REQUESTS.T1" in threat
    model = built.text("sources/payments/threat-models/refunds/index.html")
    assert "https://gitlab.com/example-waterworks/payments/-/blob/" in model
    assert '">Payments</a>, as of' in model
    assert "https://gitlab.com/example-waterworks/payments/-/commit/" in built.text(
        "trail/sources/payments/threat-models/refunds/index.html"
    )
    for page in ("estate", "risk", "coverage", "due", "dashboards/leadership", "decisions"):
        assert "TM-REFUNDS" in built.text(f"{page}/index.html") or "Refunds" in built.text(f"{page}/index.html"), page
    assert "late" in built.text("sources/index.html") or "nothing landed" in built.text("sources/index.html")
