"""Numbers in prose that limit something, and whether a greater one asks for more or for less.

What is around a number says which: “at least 16 characters” is a floor, “within 24 hours” a ceiling. A number without
such words says nothing here, and neither do versions, prices, dates or ports.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Bound = Literal["floor", "ceiling"]

UNITS: dict[str, tuple[tuple[str, float], ...]] = {
    "time": (
        (r"min(?:ute)?s?|Minuten?|minutos?|分", 1 / 1440),
        (r"h(?:ou)?rs?|h|Stunden?|heures?|horas?|時間", 1 / 24),
        (r"(?:business |working |calendar )?days?|(?:Werk|Arbeits)?[Tt]agen?|Tag|jours?|días?|日", 1),
        (r"weeks?|Wochen?|semaines?|semanas?|週間", 7),
        (r"months?|Monaten?|Monat|mois|mes(?:es)?|か月|ヶ月", 365.25 / 12),
        (r"years?|Jahren?|Jahr|an(?:née)?s?|años?|年間?", 365.25),
    ),
    "share": ((r"%|percent|Prozent|pour ?cent|por ciento|パーセント", 1),),
    "length": ((r"characters?|chars?|Zeichen|caractères?|caracteres|文字", 1), (r"bits?", 1)),
    "people": (
        (
            r"(?:\w+ )?(?:approvals?|approvers?|reviews?|reviewers?|maintainers?|members?|votes?|voters?|people|"
            r"persons|signatures?|sign-?offs?|owners?|chairs?|leads?|sponsors?|organi[sz]ations?|companies)|Personen|Stimmen|"
            r"personnes|personas|votos|名|人",
            1,
        ),
    ),
}
"""Units by what they measure, each with its size."""

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBER = rf"(?<![A-Za-z0-9_À-ÿ.,:/#$€£-])(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|{'|'.join(_WORDS)})"
_LIMIT = re.compile(
    _NUMBER + r"(?:\s*\(\d+\))?(?:\s|-|(?=[%\u3040-\u9fff]))?(?:"
    + "|".join(
        f"(?P<{kind}_{place}>{unit})" for kind, units in UNITS.items() for place, (unit, _) in enumerate(units)
    )
    + r")(?![A-Za-z0-9_À-ÿ])",
    re.IGNORECASE,
)  # fmt: skip
_FLOOR_BEFORE = re.compile(
    r"(?:at least|minimum(?: of)?|min\.?|no (?:fewer|less) than|not less than|"
    r"mindestens|wenigstens|au moins|minimum de|al menos|como mínimo)[\s:*_|]*(?:\w+:? )?$",
    re.IGNORECASE,
)
_FLOOR_AFTER = re.compile(
    r"[\s*_]*(?:or (?:more|longer|greater)|minimum|ou plus|oder (?:mehr|länger)|o más|以上|in advance|notice)",
    re.IGNORECASE,
)
_CEILING_BEFORE = re.compile(
    r"(?:at most|maximum(?: of)?|max\.?|up to|no (?:more|longer|later) than|not more than|not exceed(?:ing)?"
    r"|within|(?:less|fewer) than|höchstens|maximal|innerhalb(?: von)?|spätestens(?: nach)?|au plus"
    r"|dans (?:les|un délai de)|sous|como máximo|dentro de|en un plazo de)"
    r"[\s:*_|]*(?:the (?:next|first|last) |a |an |\w+: )?$",
    re.IGNORECASE,
)
_CEILING_AFTER = re.compile(
    r"[\s*_]*(?:or (?:less|fewer|sooner)|maximum|ou moins|oder weniger|o menos|以内|以下)", re.IGNORECASE
)
_EVERY_BEFORE = re.compile(r"(?:every|once every|alle|tous les|toutes les|cada)[\s*_]*$", re.IGNORECASE)
_EVERY_AFTER = re.compile(r"\s*ごと")
_UPKEEP = re.compile(
    r"\b(?:rotat|renew|review|scan|test|audit|chang|patch|verif|re-?certif|train|back(?:ed)?[ -]?up|expire|drill|prüf|"
    r"erneuer|wechsel|renouvel|révis|vérif|revis|renov)|交換|更新|見直|換え",
    re.IGNORECASE,
)


_AROUND = 80
"""So many characters before and after a number are looked at: what it bounds is said right there."""


@dataclass(frozen=True)
class Limit:
    """A number with its unit as written, what it measures, its size, and what it bounds."""

    words: str
    measures: str
    size: float
    bound: Bound | None


@lru_cache(maxsize=4096)
def limits(sentence: str) -> tuple[Limit, ...]:
    """The limits that a sentence states, in order; ``bound`` is None if nothing around a number says what it bounds."""
    return tuple(_limits(sentence))


def _limits(sentence: str) -> Iterator[Limit]:
    is_upkeep = _UPKEEP.search(sentence) is not None
    for match in _LIMIT.finditer(sentence):
        name = next(name for name, text in match.groupdict().items() if text and name != "number")
        kind, _, place = name.rpartition("_")
        bound = _bound(sentence, match, is_upkeep=is_upkeep)
        yield Limit(match[0].strip(), kind, _value(match["number"]) * UNITS[kind][int(place)][1], bound)


def _value(number: str) -> float:
    word = number.casefold()
    return float(_WORDS.index(word)) if word in _WORDS else float(word.replace(",", ""))


def _bound(sentence: str, match: re.Match[str], *, is_upkeep: bool) -> Bound | None:
    before = sentence[max(0, match.start() - _AROUND) : match.start()]
    after = sentence[match.end() : match.end() + _AROUND]
    if _FLOOR_BEFORE.search(before) or _FLOOR_AFTER.match(after):
        return "floor"
    if _CEILING_BEFORE.search(before) or _CEILING_AFTER.match(after):
        return "ceiling"
    if is_upkeep and (_EVERY_BEFORE.search(before) or _EVERY_AFTER.match(after)):
        return "ceiling"
    return None
