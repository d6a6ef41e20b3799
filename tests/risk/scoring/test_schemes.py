from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from trailbook.records.ratings import (
    IMPACTS,
    LIKELIHOODS,
    BusinessImpact,
    Factors,
    Rating,
    TechnicalImpact,
    ThreatAgent,
    Vulnerability,
    level,
    score,
    step,
)
from trailbook.risk.scoring.matrix import MATRIX, with_cuts
from trailbook.risk.scoring.owasp import FACTORS, OWASP
from trailbook.risk.scoring.scheme import Scheme

RATINGS = [Rating(likelihood=likelihood, impact=impact) for likelihood in LIKELIHOODS for impact in IMPACTS]
SCHEMES: list[Scheme] = [MATRIX, OWASP]

agents = st.builds(ThreatAgent, **{name: st.integers(0, 9) for name in ThreatAgent.model_fields})
vulnerabilities = st.builds(Vulnerability, **{name: st.integers(0, 9) for name in Vulnerability.model_fields})
technical = st.builds(TechnicalImpact, **{name: st.integers(0, 9) for name in TechnicalImpact.model_fields})
business = st.builds(BusinessImpact, **{name: st.integers(0, 9) for name in BusinessImpact.model_fields})
factors = st.builds(
    Factors,
    threat_agent=agents,
    vulnerability=vulnerabilities,
    technical_impact=technical,
    business_impact=st.none() | business,
)


def rated(found: Factors) -> Rating:
    """A rating whose words agree with its factors."""
    words = {"likelihood": step(found.likelihood, LIKELIHOODS), "impact": step(found.impact, IMPACTS)}
    return Rating.model_validate({**words, "factors": found})


EXAMPLE = Factors(
    threat_agent=ThreatAgent(skill_level=5, motive=2, opportunity=7, size=1),
    vulnerability=Vulnerability(ease_of_discovery=3, ease_of_exploit=6, awareness=9, intrusion_detection=2),
    technical_impact=TechnicalImpact(
        loss_of_confidentiality=9, loss_of_integrity=7, loss_of_availability=5, loss_of_accountability=8
    ),
    business_impact=BusinessImpact(financial_damage=1, reputation_damage=2, non_compliance=1, privacy_violation=5),
)
"""The worked example of the OWASP Risk Rating Methodology, step 4."""


def test_the_worked_example_of_the_methodology_comes_out_as_published() -> None:
    assert EXAMPLE.likelihood == 4.375
    assert EXAMPLE.impact == 2.25
    assert OWASP.place(rated(EXAMPLE)) == ("medium", "low")
    assert OWASP.level(rated(EXAMPLE)) == "low"
    untold = EXAMPLE.model_copy(update={"business_impact": None})
    assert untold.impact == 7.25
    assert OWASP.level(rated(untold)) == "high"


@pytest.mark.parametrize(
    ("likelihood", "impact", "expected"),
    [
        ("low", "low", "note"),
        ("medium", "low", "low"),
        ("high", "low", "medium"),
        ("low", "medium", "low"),
        ("medium", "medium", "medium"),
        ("high", "medium", "high"),
        ("low", "high", "medium"),
        ("medium", "high", "high"),
        ("high", "high", "critical"),
    ],
)
def test_the_severity_is_that_of_the_published_table(likelihood: str, impact: str, expected: str) -> None:
    assert OWASP.level_at(likelihood, impact) == expected


def test_a_mean_of_3_is_medium_and_one_of_6_is_high() -> None:
    def agent(value: int) -> Rating:
        groups: dict[str, type[BaseModel]]
        groups = {"threat_agent": ThreatAgent, "vulnerability": Vulnerability, "technical_impact": TechnicalImpact}
        values = {name: dict.fromkeys(group.model_fields, value) for name, group in groups.items()}
        return rated(Factors.model_validate(values))

    assert [OWASP.place(agent(value))[0] for value in (2, 3, 5, 6)] == ["low", "medium", "medium", "high"]


def test_the_default_scheme_scores_as_the_trail_does() -> None:
    for rating in RATINGS:
        assert (MATRIX.order(rating), MATRIX.level(rating)) == (score(rating), level(rating))


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
def test_a_higher_level_always_orders_higher(scheme: Scheme) -> None:
    for one, other in product(RATINGS, RATINGS):
        if scheme.levels.index(scheme.level(one)) < scheme.levels.index(scheme.level(other)):
            assert scheme.order(one) > scheme.order(other)


@given(factors, factors)
def test_levels_and_order_agree_for_factors_too(one: Factors, other: Factors) -> None:
    a, b = rated(one), rated(other)
    if OWASP.levels.index(OWASP.level(a)) < OWASP.levels.index(OWASP.level(b)):
        assert OWASP.order(a) > OWASP.order(b)


@given(factors)
def test_words_that_agree_with_their_factors_are_valid_and_all_others_are_not(found: Factors) -> None:
    rating = rated(found)
    for likelihood, impact in product(LIKELIHOODS, IMPACTS):
        values = {"likelihood": likelihood, "impact": impact, "factors": found}
        if (likelihood, impact) == (rating.likelihood, rating.impact):
            assert Rating.model_validate(values) == rating
        else:
            with pytest.raises(ValidationError, match="its factors have a mean of"):
                Rating.model_validate(values)


def test_more_of_any_factor_never_lowers_the_risk() -> None:
    base = EXAMPLE.model_dump()
    for group, values in base.items():
        for name in values:
            risks = []
            for number in range(10):
                changed = Factors.model_validate({**base, group: {**values, name: number}})
                risks.append((changed.likelihood, changed.impact))
            assert all(b[0] >= a[0] and b[1] >= a[1] for a, b in pairwise(risks))


def test_other_cuts_move_the_levels() -> None:
    strict = with_cuts(MATRIX, medium=3, high=8, critical=12)
    assert strict.level(Rating(likelihood="possible", impact="major")) == "critical"
    assert [strict.range_of(level) for level in strict.levels] == ["12 to 25", "8 to 11", "3 to 7", "1 to 2"]


def test_what_exceeds_the_appetite_is_above_it() -> None:
    assert not MATRIX.exceeds(Rating(likelihood="rare", impact="major"))
    assert MATRIX.exceeds(Rating(likelihood="unlikely", impact="moderate"))


def test_every_factor_of_the_model_is_published_with_its_scale() -> None:
    published = [name for rows in FACTORS.values() for name in rows]
    groups = (ThreatAgent, Vulnerability, TechnicalImpact, BusinessImpact)
    assert published == [name for group in groups for name in group.model_fields]
