"""Active content in the Markdown of a record: reported when it is read, disarmed when it is published.

Records are written by many hands and published to many readers, so their Markdown may hold formatting and links, but
of HTML only the tags below without attributes, and pictures of the same host. If renderers differ, the reading in which
the text acts counts.
"""

import re
from collections.abc import Iterator

from trailbook.records.foreign_pictures import foreign_pictures, names_elsewhere, with_links_for_pictures
from trailbook.records.references import Token
from trailbook.text.code import code_in, masked
from trailbook.text.positions import Lines
from trailbook.text.problem import Problem
from trailbook.text.unseen import CONTROLS, visible_lines

PLAIN_TAGS = (
    "abbr",
    "b",
    "br",
    "del",
    "em",
    "i",
    "ins",
    "kbd",
    "mark",
    "s",
    "small",
    "strong",
    "sub",
    "sup",
    "u",
    "wbr",
)
"""HTML tags that only format, which are allowed without attributes."""

SAFE_SCHEMES = ("https", "http", "mailto")
"""The schemes that the address of a link may have, if it has one at all."""

_SCHEMES = f"(?:{'|'.join(SAFE_SCHEMES)}):"
_PLAIN = rf"/?(?:{'|'.join(PLAIN_TAGS)})\s*/?>"
_ENTITY = r"&(?!(?:amp|lt|#33|#61|#91|#93|#123);)(?:#|\w+;)"
_TAGS_AND_TARGETS = re.compile(
    # A tag, a declaration or a processing instruction; not a plain tag, an address or a comment.
    rf"(?P<html><(?!{_PLAIN}|{_SCHEMES}[^<>\s]*+>|[\w.+-]++@[\w.-]++>|!--(?!-?>)(?:(?!--)[^<])*+-->)"
    r"[A-Za-z/!?][^<>\n]*+>?"
    # A plain tag alone on its line: CommonMark takes everything up to the next blank line for HTML then.
    rf"|^[ \t>*+\-\d.)]*+<{_PLAIN}[ \t]*+$)"
    # The target of a link, an image or a definition that has another scheme, or one spelled with entities or escapes.
    r"|(?P<target>\](?:"
    rf"\(\s*+<?\s*+(?!{_SCHEMES})(?:[^/?#)\"'(:&\\`\[]|(?!{_ENTITY})&)*+(?:[:\\`\[]|{_ENTITY})"
    rf"|:[ \t]*+(?:\n[ \t>]*+)?<?(?!{_SCHEMES})(?:[^\s/?#:&\\]|(?!{_ENTITY})&)*+(?::(?=\S)|\\|{_ENTITY})"
    r")[^\s)]*+)",
    re.IGNORECASE | re.MULTILINE,
)
# An attribute list with a value: Markdown extensions put it on the element before.
_ATTRIBUTES = re.compile(r"(?P<attributes>\{[^{}\n]*[^\s{}=]=[^{}\n]*+\}?)")
_CONTROL = re.compile(rf"(?![\t\n\r])[{CONTROLS}]")
_ENTITIES = {ord(c): f"&#{ord(c)};" for c in "=[]{"} | {ord("&"): "&amp;", ord("<"): "&lt;"}
_REMEDIES = {
    "html": (
        "HTML is not allowed in a record: {}",
        "Markdown; put code in `backticks` and write a plain '<' as '&lt;'",
    ),
    "target": (
        "a link may not lead to {}",
        "a relative path, or an address that begins with https://, http:// or mailto:",
    ),
    "picture": (
        "a picture may not come from another host: {}",
        "a picture in the repository, ![text](picture.png), or a link without the '!'",
    ),
    "attributes": (
        "attributes are not allowed in a record: {}",
        "only {#id} and {.class}; put other braces in `backticks`",
    ),
}


def active_parts(markdown: str) -> Iterator[Token]:
    """What does more than format: scripts, styles, handlers, links to code, pictures of other hosts, in order.

    Code is skipped only if every renderer takes it for code.
    """
    text = _without_code(markdown)
    found = [*_parts(_ATTRIBUTES, text, markdown), *_parts(_TAGS_AND_TARGETS, text, markdown)]
    lines = Lines(markdown)
    targets = {lines.place(part.start).line for part in found if part.kind == "target"}
    for start, after in foreign_pictures(text, by_reference=names_elsewhere(text)):
        if lines.place(start).line not in targets:
            found.append(Token("picture", markdown[start : after + 100].split("\n", 1)[0], start))
    return iter(sorted(found, key=lambda part: part.start))


def _without_code(markdown: str) -> str:
    return masked(markdown, [code for code in code_in(markdown) if code.certain])


def _parts(pattern: re.Pattern[str], text: str, markdown: str) -> Iterator[Token]:
    for match in pattern.finditer(text):
        yield Token(str(match.lastgroup), markdown[match.start() : match.end()], match.start())


def disarm(markdown: str, page: str = "") -> str:
    """The Markdown with its active content turned into visible text, and without characters that nobody sees.

    Pictures of other hosts become links. ``page`` is the whole text that the Markdown is a part of, if it is one.
    """
    text = _as_text(_TAGS_AND_TARGETS, _as_text(_ATTRIBUTES, visible_lines(markdown)))
    if "![" not in text:
        return text
    by_reference = names_elsewhere(_without_code(text)) or names_elsewhere(_without_code(visible_lines(page)))
    return with_links_for_pictures(text, _without_code(text), by_reference=by_reference)


def _as_text(pattern: re.Pattern[str], markdown: str) -> str:
    parts: list[str] = []
    end = 0
    for part in _parts(pattern, _without_code(markdown), markdown):
        parts += [markdown[end : part.start], part.text.translate(_ENTITIES)]
        end = part.start + len(part.text)
    return "".join([*parts, markdown[end:]])


def active_content_problems(path: str, body: str, body_line: int) -> Iterator[Problem]:
    """A problem for each piece of active content in the Markdown of a record."""
    lines = Lines(body, body_line)
    for part in active_parts(body):
        place = lines.place(part.start)
        text = part.text.lstrip("]( :<\n\t") if part.kind == "target" else part.text
        message, expected = _REMEDIES[part.kind]
        message = message.format(repr(text if len(text) < 40 else text[:39] + "…"))
        yield Problem(path, place.line, place.column, "active-content", message, expected)
    if control := _CONTROL.search(body):
        place = lines.place(control.start())
        message = f"the invisible control character {control[0]!r}"
        yield Problem(path, place.line, place.column, "control-character", message, "text without it")
