import pytest

from trailbook.records.ratings import Rating
from trailbook.risk.scoring.matrix import MATRIX
from trailbook.risk.scoring.owasp import OWASP
from trailbook.risk.scoring.scheme_option import SchemeError, read_scheme

POSSIBLE_MAJOR = Rating(likelihood="possible", impact="major")


def test_without_the_option_the_default_scheme_holds() -> None:
    assert read_scheme(None) == MATRIX
    assert read_scheme({}) == MATRIX
    assert read_scheme({"scheme": "owasp"}) == OWASP


def test_cuts_words_and_appetite_are_those_of_the_option() -> None:
    scheme = read_scheme(
        {
            "appetite": "medium",
            "cuts": {"medium": 4, "high": 8, "critical": 12},
            "words": {"impact": {"severe": "the end"}, "level": {"high": "call us"}},
        }
    )
    assert scheme.level(POSSIBLE_MAJOR) == "critical"
    assert scheme.appetite == "medium"
    assert scheme.impact_texts["severe"] == "the end"
    assert scheme.impact_texts["minor"] == MATRIX.impact_texts["minor"]
    assert scheme.level_texts["high"] == "call us"


def test_the_cuts_of_owasp_are_means() -> None:
    assert read_scheme({"scheme": "owasp", "cuts": {"medium": 2.5, "high": 4.5}}).level(POSSIBLE_MAJOR) == "critical"


FAULTS: list[tuple[object, str]] = [
    ({"scheme": "matrx"}, "scheme is 'matrx'; expected one of: matrix, owasp; did you mean 'matrix'?"),
    (
        {"apetite": "low"},
        "unknown key 'apetite'; expected one of: scheme, appetite, cuts, words, not_live; did you mean 'appetite'?",
    ),
    ({"appetite": "note"}, "the scheme 'matrix' has no 'note'; expected one of: critical, high, medium, low"),
    (
        {"cuts": {"medium": 5, "high": 3, "critical": 9}},
        "cuts are medium: 5, high: 3, critical: 9; "
        "expected medium, high, critical as rising whole numbers from 2 to 25",
    ),
    (
        {"cuts": {"medium": 5, "high": 10}},
        "cuts are medium: 5, high: 10; expected medium, high, critical as rising whole numbers from 2 to 25",
    ),
    (
        {"cuts": {"medium": 5, "high": 10.5, "critical": 16}},
        "cuts are medium: 5, high: 10.5, critical: 16; "
        "expected medium, high, critical as rising whole numbers from 2 to 25",
    ),
    (
        {"scheme": "owasp", "cuts": {"medium": 6, "high": 3}},
        "cuts are medium: 6, high: 3; expected medium, high as rising numbers from 0.1 to 9",
    ),
    ({"cuts": {"medium": "low"}}, "cuts.medium is 'low'; expected a number"),
    (
        {"words": {"likelihood": {"low": "seldom"}}},
        "the scheme 'matrix' has no 'low'; expected one of: rare, unlikely, possible, likely, almost-certain",
    ),
    ({"words": {"impact": {"severe": 9}}}, "words.impact.severe is 9; expected text, in quotes"),
    ("owasp", "expected keys with values, such as 'key: value'"),
]


@pytest.mark.parametrize(("options", "fault"), FAULTS)
def test_a_fault_is_told_with_its_remedy(options: object, fault: str) -> None:
    with pytest.raises(SchemeError) as error:
        read_scheme(options)
    assert fault in str(error.value)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(SchemeError) as error:
        read_scheme({"scheme": "x", "appetite": "y"})
    assert len(error.value.faults) == 2
