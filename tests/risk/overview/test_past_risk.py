"""How much risk there was at the ends of past months."""

from datetime import date

from tests.repositories import Repo
from tests.risk.overview.test_due import MODEL, threat
from tests.trail.git.test_month_ends import on

from trailbook.records.loading import assemble
from trailbook.risk.overview.past_risk import risk_at, risk_at_month_ends
from trailbook.risk.scoring.matrix import MATRIX

TODAY = date(2026, 5, 2)


def model(*threats: str) -> str:
    return MODEL.format(threats="".join(threats), state="planned", review="")


def test_each_month_has_what_its_last_commit_states(repo: Repo) -> None:
    on(repo, "2026-01-05").commit("Begin", {"content/a.md": "# A\n"})
    on(repo, "2026-02-05").commit("Model", {"threat-models/a.yaml": model(threat("T1", "almost-certain"))})
    on(repo, "2026-03-05").commit("Lower", {"threat-models/a.yaml": model(threat("T1", "rare"), threat("T2"))})
    found = list(risk_at_month_ends(repo.root, ["threat-models"], MATRIX, TODAY))
    counted = {one.day.isoformat(): {level: count for level, count in one.levels.items() if count} for one in found}
    assert counted == {
        "2026-02-28": {"critical": 1},
        "2026-03-31": {"critical": 1, "low": 1},
        "2026-04-30": {"critical": 1, "low": 1},
    }
    assert [one.places["TM-A"] for one in found] == [
        ("almost-certain", "major"),
        ("likely", "major"),
        ("likely", "major"),
    ]


def test_what_is_not_published_does_not_count() -> None:
    known = assemble({"threat-models/a.yaml": model(threat("T1")).encode()})
    assert risk_at(known, MATRIX, TODAY).places.keys() == {"TM-A"}
    found = risk_at(known, MATRIX, TODAY, published=[])
    assert not any(found.levels.values())
    assert found.places == {}


def test_without_a_model_there_are_no_months(repo: Repo) -> None:
    on(repo, "2026-01-05").commit("Begin", {"content/a.md": "# A\n"})
    assert list(risk_at_month_ends(repo.root, ["content"], MATRIX, TODAY)) == []
