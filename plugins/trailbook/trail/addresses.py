"""E-mail addresses in texts of commits: found, so that what is published can do without them."""

import re

_LOCAL = r"[\w.+'&=~*-]"
_ADDRESS = re.compile(
    r"(?<=<)((?:(?!%40)[^<>@\s])++)(?:@|%40)[^<>@\s]++(?=>)"
    rf"|(?<!{_LOCAL})({_LOCAL}++)(?:@|%40)(?:[\w-]++(?:\.[\w-]++)++(?<=[^\W\d_]{{2}})|localhost\b|\[[\da-fA-F.:]+\])"
)
"""A local part and a domain with a dot, as people write it; between angle brackets any domain (RFC 5322, 3.4)."""


def without_addresses(text: str) -> str:
    """The text with each e-mail address cut down to what stands before the ``@``."""
    before = ""
    while text != before and ("@" in text or "%40" in text):  # what stood next to one address may be another
        before, text = text, _ADDRESS.sub(lambda match: f"{match[1] or match[2]}@…", text)
    return text
