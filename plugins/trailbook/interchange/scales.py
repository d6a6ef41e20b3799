"""How the words and figures of other tools map to Trailbook's, and back. The guide publishes these tables.

A tool that rates a threat with one word gives neither likelihood nor impact: ``LEVELS`` has a pair whose computed
level (``risk.scoring``) is that word.
"""

from bisect import bisect_right
from typing import get_args

from trailbook.records.vocabulary import Impact, Likelihood, Sensitivity

LIKELIHOODS: tuple[str, ...] = get_args(Likelihood)
IMPACTS: tuple[str, ...] = get_args(Impact)
SENSITIVITIES: tuple[str, ...] = get_args(Sensitivity)

LEVELS: dict[str, tuple[str, str]] = {
    "low": ("unlikely", "minor"),
    "medium": ("possible", "moderate"),
    "high": ("possible", "major"),
    "critical": ("likely", "major"),
}
"""The likelihood and impact for one word of severity."""

SEVERITIES: dict[str, str] = {
    **{level: level for level in LEVELS},
    "very-low": "low",
    "info": "low",
    "informational": "low",
    "moderate": "medium",
    "elevated": "medium",
    "very-high": "critical",
}
"""The level for another tool's word of severity."""

CATEGORIES: dict[str, str] = {
    # STRIDE
    "spoofing": "account-misuse",
    "tampering": "unsafe-data-handling",
    "repudiation": "missing-logging",
    "information-disclosure": "data-leakage",
    "denial-of-service": "loss-of-service",
    "elevation-of-privilege": "weak-access-control",
    # LINDDUN
    "linkability": "data-leakage",
    "linking": "data-leakage",
    "identifiability": "data-leakage",
    "identifying": "data-leakage",
    "non-repudiation": "unsafe-data-handling",
    "detectability": "data-leakage",
    "detecting": "data-leakage",
    "disclosure-of-information": "data-leakage",
    "data-disclosure": "data-leakage",
    "unawareness": "unsafe-data-handling",
    "non-compliance": "unsafe-data-handling",
    # CIA and CIA-DIE
    "confidentiality": "data-leakage",
    "integrity": "unsafe-data-handling",
    "availability": "loss-of-service",
    "distributed": "loss-of-service",
    "immutable": "unsafe-data-handling",
    "ephemeral": "unsafe-data-handling",
}
"""The category of a threat for another method's word."""

STRIDE: dict[str, str] = {
    "account-misuse": "Spoofing",
    "weak-access-control": "Elevation of privilege",
    "data-leakage": "Information disclosure",
    "misconfiguration": "Elevation of privilege",
    "injection": "Tampering",
    "untrusted-component": "Tampering",
    "unsafe-data-handling": "Tampering",
    "orphaned-asset": "Denial of service",
    "missing-logging": "Repudiation",
    "loss-of-service": "Denial of service",
}
"""The STRIDE word nearest to a category."""

_SENSITIVE_FROM = (25, 50, 75)
_BAND = 20


def rating(likelihood: str, impact: str) -> dict[str, str]:
    """A rating as it is written in a record."""
    return {"likelihood": likelihood, "impact": impact}


def level_rating(level: str) -> dict[str, str]:
    """The rating for one word of severity."""
    return rating(*LEVELS[level])


def band(percent: float, words: tuple[str, ...]) -> str:
    """The word of a five-step scale for a figure from 0 to 100. Figures outside count as the nearer end."""
    return words[max(0, min(len(words) - 1, int(percent // _BAND)))]


def percent(word: str, words: tuple[str, ...]) -> int:
    """The middle of a word's band, from 0 to 100."""
    return words.index(word) * _BAND + _BAND // 2


def sensitivity(percent: float) -> str:
    """The sensitivity for a confidentiality of 0 to 100: internal from 25, confidential from 50, restricted from 75."""
    return SENSITIVITIES[bisect_right(_SENSITIVE_FROM, percent)]


def confidentiality(word: str) -> int:
    """The confidentiality, from 0 to 100, for a sensitivity: the inverse of ``sensitivity``."""
    return (0, 35, 60, 90)[SENSITIVITIES.index(word)]
