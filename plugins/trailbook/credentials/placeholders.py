"""What stands where a credential would, and is none: examples, blanks, names of where the credential is kept."""

import re

_WORDS = re.compile(
    r"example|placeholder|change[-_]?(?:me|this)|redacted|dummy|(?:hidden|removed|secret|masked)\)?$"
    r"|^(?=.{1,24}$)[a-z_-]{0,20}(?:pass|passwd|password|pwd)[a-z_-]{0,20}$|^(?:your|my|the|insert|fake|test|some)[-_ ]"
    r"|not-?_?a-?_?real|(.)\1{7}|\.\.\.|…|\*\*\*",
    re.IGNORECASE,
)
_KEPT_ELSEWHERE = (*"$%{<[@!&#(", "vault:", "env:", "op://", "arn:", "ref:", "secretref:")
_FEW = 6
_LONG = 16


def is_placeholder(text: str) -> bool:
    """Whether a text of the form of a credential is written as an example, or names where the credential is."""
    if text.casefold().startswith(_KEPT_ELSEWHERE) or "${" in text or "{{" in text:
        return True
    return bool(_WORDS.search(text)) or (len(text) >= _LONG and len(set(text)) < _FEW)
