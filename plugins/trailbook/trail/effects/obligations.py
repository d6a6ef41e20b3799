"""The words by which prose obliges, recommends, permits, forbids and excepts, by language and strength.

Sources of the ranking: RFC 2119 and RFC 8174 for MUST, SHOULD and MAY; ISO/IEC Directives, Part 2, clause 7, for the
verbal forms of requirement, recommendation, permission and capability with their equivalents; for German and French the
same tables in the CEN/CENELEC Internal Regulations, Part 3 (DIN 820-2); for Spanish those of the national rules that
translate them ("debe", "debería", "puede"); for Japanese JIS Z 8301, annex on the wording of provisions.

Unlike RFC 8174, small letters count as well: policies and handbooks are seldom written in capitals. That is one of the
reasons why what is found by these words is a hint and no fact.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Force = Literal["may", "should", "must", "should not", "must not"]

FORMS: dict[str, dict[Force, tuple[str, ...]]] = {
    "English": {
        "must not": (
            r"(?:must|shall)(?: \w+ly)?(?: not|n't|n’t)", r"mustn['’]t", r"shan['’]t",
            r"never(?! (?:needs?|ha(?:s|ve)) to)", r"can ?not",
            r"can['’]t",
            r"(?:is|are|be) (?:not (?:allowed|permitted|acceptable|permissible)|forbidden|prohibited)",
            r"under no circumstances",
        ),
        "must": (
            r"must", r"shall", r"(?:is|are|be) (?:\w+ly )?(?:required|obliged|mandatory)", r"required to", r"mandatory",
            r"ha(?:s|ve) to", r"needs? to", r"it is necessary",
        ),
        "should not": (
            r"should(?: not|n['’]t)(?! (?:\w+ )?(?:need|have) to)(?: be (?:allowed|permitted|required))?", r"ought not",
            r"(?:is |are )?not recommended", r"(?:is|are) discouraged",
        ),
        "should": (r"should", r"ought to", r"(?:is|are|be) (?:\w+ly )?(?:recommended|encouraged)", r"recommended"),
        "may": (
            r"(?:(?:does|do|did|will|would|should|may)(?: not|n['’]t)|won['’]t)(?: \w+)? (?:need|have) to",
            r"never (?:needs?|ha(?:s|ve)) to", r"without (?:needing|having) to", r"no need (?:to|for)", r"unnecessary",
            r"may", r"can", r"(?:is|are|be) (?:allowed|permitted|permissible)", r"optional", r"optionally",
            r"(?:(?:is|are|be) not|not be|isn['’]t|aren['’]t) (?:required|mandatory|necessary)", r"not required",
            r"need(?: not|n['’]t)(?! to)",
            r"no longer (?:required|need(?:s|ed)?|ha(?:s|ve) to)",
        ),
    },
    "German": {
        "must not": (
            r"(?:darf|dürfen) (?:\w+ )?(?:nicht|nie|niemals|kein\w*)", r"niemals",
            r"(?:ist|sind) (?:unzulässig|verboten|untersagt)",
        ),
        "must": (
            r"muss", r"müssen", r"(?:ist|sind) (?:zwingend )?erforderlich", r"(?:ist|sind) verpflichtet",
            r"verpflichtend",
        ),
        "should not": (r"soll(?:te|ten|en)? nicht", r"nicht empfohlen"),
        "should": (r"soll(?:te|ten|en)?", r"(?:ist|sind|wird|werden) empfohlen", r"empfohlen"),
        "may": (
            r"darf", r"dürfen", r"kann", r"können", r"(?:ist|sind) (?:zulässig|erlaubt|gestattet)", r"optional",
            r"(?:muss|müssen) nicht", r"brauch(?:t|en) nicht", r"nicht erforderlich",
        ),
    },
    "French": {
        "must not": (
            r"ne (?:doit|doivent|devez|devons) (?:pas|jamais)", r"il ne faut pas", r"(?:est|sont) interdite?s?",
            r"(?:n['’]est|ne sont) pas (?:autorisée?s?|permise?s?|admise?s?)", r"ne (?:peut|peuvent) pas",
        ),
        "must": (
            r"doit", r"doivent", r"devez", r"devons", r"il faut", r"(?:est|sont) (?:obligatoires?|requise?s?)",
            r"obligatoire(?:s|ment)?", r"(?:est|sont) tenue?s? de",
        ),
        "should not": (
            r"ne (?:devrait|devraient|devriez) pas", r"il convient de ne pas", r"(?:déconseillée?s?)",
        ),
        "should": (
            r"devrait", r"devraient", r"devriez", r"il convient", r"(?:est|sont) (?:fortement )?recommandée?s?",
            r"il est (?:conseillé|préférable)", r"recommandée?s?",
        ),
        "may": (
            r"peut", r"peuvent", r"pouvez", r"pouvons", r"(?:est|sont) (?:autorisée?s?|permise?s?|admise?s?)",
            r"facultati(?:f|fs|ve|ves)", r"optionnel(?:s|le|les)?", r"n['’]est pas (?:obligatoire|requise?|nécessaire)",
        ),
    },
    "Spanish": {
        "must not": (r"no deben?", r"no deberán?", r"no se permiten?", r"(?:está|están) prohibid[oa]s?", r"nunca"),
        "must": (r"deben?", r"deberán?", r"(?:es|son) (?:obligatori[oa]s?|necesari[oa]s?)", r"obligatori[oa]s?",
                 r"tienen? que", r"hay que"),
        "should not": (r"no deberían?", r"no se recomienda"),
        "should": (r"deberían?", r"se recomienda", r"(?:es|son) recomendables?", r"conviene"),
        "may": (r"pueden?", r"podrán?", r"se permiten?", r"opcional(?:es)?", r"no es (?:obligatori[oa]|necesari[oa])"),
    },
    "Japanese": {
        "must not": (
            r"てはならない", r"てはいけない", r"てはいけません", r"てはなりません", r"禁止する", r"禁止します",
        ),
        "must": (r"なければならない", r"なければなりません", r"必要がある", r"必要があります", r"必須"),
        "should not": (r"べきではない", r"べきではありません", r"ないほうがよい", r"ないことが望ましい"),
        "should": (r"べきである", r"べきです", r"ことが望ましい", r"推奨する", r"推奨します", r"推奨される"),
        "may": (r"てもよい", r"ても良い", r"てもかまわない", r"ことができる", r"ことができます", r"必要はない",
                r"必要はありません", r"任意"),
    },
}  # fmt: skip
"""The forms of each strength by language, as regular expressions for whole words (for Japanese, for any place)."""

EXCEPTIONS: dict[str, tuple[str, ...]] = {
    "English": (
        r"unless", r"except(?:ing)?(?! that)", r"with the exception of", r"(?:where|when|if|wherever|whenever) "
        r"(?:feasible|possible|practical|practicable|appropriate)", r"as far as (?:is )?possible",
        r"at (?:their|its|your|our|the) (?:own |sole )?discretion", r"exempt(?:ed)?", r"best effort",
    ),
    "German": (
        r"es sei denn", r"außer", r"ausgenommen", r"sofern möglich", r"wenn möglich", r"nach Möglichkeit",
        r"soweit möglich", r"im Ermessen",
    ),
    "French": (
        r"sauf", r"à moins (?:que|de)", r"à l['’]exception d", r"excepté", r"si possible",
        r"dans la mesure du possible",
    ),
    "Spanish": (
        r"salvo", r"a menos que", r"excepto", r"con excepción de", r"si es posible", r"en la medida de lo posible",
    ),
    "Japanese": (r"を除き", r"を除いて", r"ない限り", r"可能であれば", r"可能な限り"),
}  # fmt: skip
"""The words that let something off a rule, by language."""


@dataclass(frozen=True)
class Obligation:
    """A word that obliges, forbids, recommends or permits, as it is written, with where it ends.

    ``is_duty`` says that it states a duty and hardly anything else. “Have to”, “need to” and “can't” often only
    describe how things are, and so does “must” behind “if” or “because”. ``is_condition`` says that it is right
    behind such a word.
    """

    words: str
    force: Force
    end: int
    is_duty: bool
    is_condition: bool = False


_FORCES: tuple[Force, ...] = ("must not", "should not", "may", "must", "should")
"""In the order in which they are looked for: “must not” before “must”, “not required” before “required”."""
_NO_SPACES = "Japanese"
_CHOICE = re.compile(r"\(\?:([^()]*)\)(?!\?)(.*)")


def _opened(form: str) -> Iterator[str]:
    """A form without a choice at its beginning: the search skips what begins with other letters, and little else."""
    choice = _CHOICE.fullmatch(form)
    yield from (f"{first}{choice[2]}" for first in choice[1].split("|")) if choice else (form,)


def _pattern(forms: Iterable[str], *, spaced: bool) -> re.Pattern[str]:
    """Finds any of some forms in small letters, as whole words where words have spaces between them."""
    alternatives = "|".join(one for form in forms for one in _opened(form))
    return re.compile(rf"(?<![\w'’/-])(?:{alternatives})(?![\w'’/-])" if spaced else f"(?:{alternatives})")


def _by_script(forms: Mapping[str, Iterable[str]]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The patterns of the languages with spaces between words, and of those without."""
    small = {name: [form.lower() for form in of] for name, of in forms.items()}
    spaced = (form for name, of in small.items() if name != _NO_SPACES for form in of)
    return _pattern(spaced, spaced=True), _pattern(small[_NO_SPACES], spaced=False)


_FORM = _by_script({name: [form for force in _FORCES for form in of[force]] for name, of in FORMS.items()})
_FORM_OF: Mapping[Force, tuple[re.Pattern[str], re.Pattern[str]]] = {
    force: _by_script({name: of[force] for name, of in FORMS.items()}) for force in _FORCES
}
_EXCEPTION = _by_script(EXCEPTIONS)
_UNSPACED = re.compile(r"[\u3040-\u30ff]")
_NOBODY = re.compile(r"(?:No|Nobody|None)\b[^,;:]*\s$")
_NEITHER = re.compile(r"\b(?:[Nn]either|nobody|that no|that none)\b[^,;:]*\s$")
"""Whoever begins so forbids by “may” what others permit; which strength that has is not told by one word."""
_MONTH = re.compile(r"May\b(?! (?:not|also|only|be|I|we|you))")


_DUTY = re.compile(
    r"(?:must|shall)\b|mustn|under no|(?:is|are|be) (?:\w+ly )?(?:mandatory|not (?:allowed|permitted)|prohibited)"
    r"|(?:is|are|be) forbidden|muss$|müssen$|(?:darf|dürfen) |(?:ist|sind) |(?:doit|doivent|devez|devons)$"
    r"|ne (?:doi|dev)|il ne faut|(?:est|sont) |(?:no )?(?:deben?|deberán?)$|(?:es|son|está|están) |なければ|ては|禁止",
    re.IGNORECASE,
)
"""The words among those of the strength “must” and “must not” that state a duty and hardly anything else."""
_CONDITION = (
    "if|whether|because|since|why|what|where|when|how|unless|until|wenn|weil|ob|dass|si|parce que|lorsque|quand|porque"
    "|cuando"
)
_IN_CONDITION = re.compile(rf"\b(?:{_CONDITION})\s+(?:\w{{1,4}}\s+)?$", re.IGNORECASE)
_DESCRIBED = re.compile(
    rf"(?:\b(?:{_CONDITION})\s+(?:(?!then\b)[^\s,;:]+\s+){{0,4}}"
    r"|(?<!note )\b(?:that|which|who|qui|die|der|das|que) (?:\w+ )?"
    r"|\bI |\bnot (?:all|every) (?:[^\s,;:]+ ){0,4})$",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(r"(?:for )?example", re.IGNORECASE)
_AROUND = 200
"""So many characters before a word are looked at: what it depends on is near, and somebody may write on and on."""
"""What comes before a word that only describes: a condition, a cause, a relative clause."""
_NO_DUTY_AFTER = re.compile(r" (?:mean|see|have been|be possible|be a (?:bug|mistake))\b")


@lru_cache(maxsize=4096)
def obligations(sentence: str) -> tuple[Obligation, ...]:
    """The words of obligation in a sentence, in order. “May” as the name of a month is none."""
    found: list[Obligation] = []
    script = is_unspaced(sentence)
    for match in _FORM[script].finditer(_small(sentence)):
        if not _MONTH.match(sentence, match.start()) and not _is_denied(sentence, match.start()):
            force = next(force for force in _FORCES if _FORM_OF[force][script].fullmatch(match[0]))
            words = sentence[match.start() : match.end()]
            is_condition = _before(_IN_CONDITION, sentence, match.start())
            found.append(Obligation(words, force, match.end(), _is_duty(sentence, match, force), is_condition))
    return tuple(found)


def _before(pattern: re.Pattern[str], sentence: str, end: int) -> bool:
    return pattern.search(sentence, max(0, end - _AROUND), end) is not None


def _is_denied(sentence: str, end: int) -> bool:
    return _NOBODY.match(sentence, 0, end) is not None or _before(_NEITHER, sentence, end)


def _is_duty(sentence: str, match: re.Match[str], force: Force) -> bool:
    if force not in ("must", "must not"):
        return False
    if match[0] == "never" and not match.start():
        return True
    return bool(
        _DUTY.match(match[0])
        and not _EXAMPLE.match(sentence)
        and not _before(_DESCRIBED, sentence, match.start())
        and not _NO_DUTY_AFTER.match(sentence, match.end())
    )


def exceptions(sentence: str) -> tuple[str, ...]:
    """The words in a sentence that let something off a rule, in order."""
    found = _EXCEPTION[is_unspaced(sentence)].finditer(_small(sentence))
    return tuple(sentence[match.start() : match.end()] for match in found)


def _small(sentence: str) -> str:
    """A sentence in small letters, with every letter in its place."""
    small = sentence.lower()
    return small if len(small) == len(sentence) else sentence


def is_unspaced(sentence: str) -> bool:
    """Whether a sentence is in Japanese, which has no spaces between words."""
    return bool(_UNSPACED.search(sentence))
