"""Texts of records as markup. Everything is escaped; references and web addresses become links."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

from markdown import Markdown
from markupsafe import Markup, escape

from trailbook.records.active_content import disarm
from trailbook.records.model import ITEM_ID
from trailbook.records.references import REFERENCE, Token, replace_tokens, tokens
from trailbook.text.code import code_in
from trailbook.text.unseen import one_line

LinkMaker = Callable[[str], Markup]

_URL = re.compile(r"https?://[^\s<>\"'`]+[^\s<>\"'`.,;:!?)\]]")
_INLINE = re.compile(rf"(?P<code>(?<!`)`[^`]+`(?!`))|(?P<url>{_URL.pattern})|(?P<reference>{REFERENCE.pattern})")
_LIST_ITEM = re.compile(r"^[^\S\n]*(?:[-*+]|([0-9]{1,2})[.)])[^\S\n]+(?=\S)", re.MULTILINE)
"""What begins an item of a list, with the number if it has one."""
_HINT = re.compile(r"[`-]|://")
"""What every code span, address and reference contains."""
_HEADING = re.compile(r" {0,3}#")
_SPECIAL = re.compile(r"[!\"#$%&*+:;<=>?@\[\\\]^_`{|}~]+")


def inline_html(text: str, link: LinkMaker) -> Markup:
    """A text value as inline HTML: escaped, with references, web addresses and `code` marked up."""
    text = one_line(text)
    if not _HINT.search(text):
        return escape(text)
    parts: list[Markup] = []
    end = 0
    for match in _INLINE.finditer(text):
        parts.append(escape(text[end : match.start()]))
        parts.append(_inline_part(match, link))
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def _inline_part(match: re.Match[str], link: LinkMaker) -> Markup:
    if match["code"]:
        return Markup("<code>{}</code>").format(match["code"][1:-1])
    if match["url"]:
        return Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(match["url"])
    return link(match["reference"])


def block_html(text: str, link: LinkMaker) -> Markup:
    """A text value as HTML paragraphs and lists, which blank lines separate. Lists have one level."""
    parts = (part.strip() for part in re.split(r"\n\s*\n", text))
    return Markup("".join(_block(part, link) for part in parts if part))  # noqa: S704 - every block is markup


def _block(part: str, link: LinkMaker) -> Markup:
    if not (first := _LIST_ITEM.match(part)):
        return Markup(f"<p>{inline_html(part, link)}</p>")  # noqa: S704 - most texts are this, and their words markup
    entries = _LIST_ITEM.split(part)[2::2]
    items = Markup("").join(Markup("<li>{}</li>").format(inline_html(entry, link)) for entry in entries)
    if first[1] is None:
        return Markup("<ul>{}</ul>").format(items)
    return Markup('<ol start="{}">{}</ol>').format(int(first[1]), items)


def markdown_text(text: str) -> Markup:
    """A text value for a line of Markdown, with every character that could be markup as an entity."""
    entities = _SPECIAL.sub(_as_entities, one_line(text))
    return Markup(entities)  # noqa: S704 - every special character is an entity


def _as_entities(match: re.Match[str]) -> str:
    return "".join(f"&#{ord(c)};" for c in match[0])


_MARKUP_PARTS = re.compile(r"(?P<entity>&#?\w+;)|(?P<tag><[^<>]*>)|(?P<special>[!#$%*+:;=?@\[\\\]^_`{|}~]+)")
_SPECIAL_IN_TAGS = re.compile(r"[!$%*+@\[\\\]^`{|}~]+")


def inert(markup: Markup) -> Markup:
    """Inline HTML for a line of Markdown: its tags stay, and nothing in or between them is read as Markdown."""

    def encode(match: re.Match[str]) -> str:
        if match["tag"]:
            return _SPECIAL_IN_TAGS.sub(_as_entities, match["tag"])
        return match["entity"] or _as_entities(match)

    return Markup(_MARKUP_PARTS.sub(encode, markup))  # noqa: S704 - was markup before, and only characters were encoded


def _link_title(text: str) -> str:
    """A text for the title of a link. Single quotes at its ends would be taken for its delimiters."""
    return re.sub(r"^'+|'+$", lambda quotes: "&#39;" * len(quotes[0]), markdown_text(text))


class MarkdownLink(NamedTuple):
    """A link of Markdown: where it leads, what hovering says, the words that are linked, and the id, for print."""

    target: str
    title: str
    words: str
    id: str


def markdown_with_links(
    markdown: str, link: Callable[[str], MarkdownLink | None], in_table: LinkMaker | None = None
) -> str:
    """Markdown with each reference turned into a Markdown link.

    ``link`` returns the link of a reference, or None to leave it as text. References in blocks of raw HTML stay text,
    since no Markdown is read there, and those in headings keep their ids as words, by which the headings are linked to.
    Those in rows of a table are what ``in_table`` makes of them.
    """
    if not REFERENCE.search(markdown):
        return markdown
    raw = _RawHtml()
    link = cache(link)

    def replace(token: Token) -> str:
        if token.kind == "html":
            raw.pass_tag(markdown, token)
        found = link(token.text) if token.kind == "reference" and not raw.depth else None
        if found is None:
            return token.text
        line = markdown.rfind("\n", 0, token.start) + 1
        if in_table and markdown.startswith("|", line):
            return inert(in_table(token.text))
        words = token.text if _HEADING.match(markdown, line) else markdown_text(found.words)
        way = "tb-ref" if found.words == found.id else "tb-named"
        return f'[{words}]({found.target} "{_link_title(found.title)}"){{ .{way} data-tb-id={found.id} }}'

    return replace_tokens(markdown, replace)


def record_markdown(markdown: str, link: Callable[[str], MarkdownLink | None], page: str = "") -> str:
    """The Markdown of a record, made safe to publish, with its references linked; ``page`` as for ``disarm``."""
    return markdown_with_links(disarm(markdown, page), link)


class _RawHtml:
    """Tracks whether a block of raw HTML is open: from a block-level tag at the margin to its closing tag."""

    def __init__(self) -> None:
        self.tag = ""
        self.depth = 0

    def pass_tag(self, markdown: str, token: Token) -> None:
        """Note a tag of the text."""
        found = re.match(r"</?([A-Za-z][\w-]*)", token.text)
        tag = found[1].lower() if found else ""
        closing = token.text.startswith("</")
        if self.depth:
            self.depth += (-1 if closing else 1) if tag == self.tag else 0
        elif tag in _BLOCK_TAGS and not closing and " markdown" not in token.text:
            before = markdown[markdown.rfind("\n", 0, token.start) + 1 : token.start]
            self.tag, self.depth = tag, int(len(before) < 4 and not before.strip())


_BLOCK_TAGS = frozenset(Markdown().block_level_elements) - {"hr"}
_CITATION = re.compile(rf"(?<![\w\]\\])\[({ITEM_ID})\](?![\[(:])")


def cite(markdown: str, sources: dict[str, str]) -> str:
    """Markdown in which ``[R1]`` links to the source ``R1`` of the same page; ``sources`` holds hover titles."""

    def replace(match: re.Match[str]) -> str:
        id = match[1]
        if id not in sources:
            return match[0]
        return f'[{id}](#{id} "{_link_title(sources[id])}"){{ .tb-cite }}'

    parts: list[str] = []
    end = 0
    for code in code_in(markdown):
        parts += [_CITATION.sub(replace, markdown[end : code.start]), markdown[code.start : code.end]]
        end = code.end
    return "".join([*parts, _CITATION.sub(replace, markdown[end:])])


_STEP = re.compile(
    r"(?<![\w./#\[-])(?<!Amazon )(?<!AWS )([JS][1-9]\d?)(?![\w\]-]|\.\w)(?! (?:API|bucket|endpoint|object|storage))"
)
"""The id of a step by itself; S3 is also a service that stores files."""
_APART = re.compile(r"(<a\b.*?</a>|<code>.*?</code>|<[^<>]*>)", re.DOTALL)


def link_steps(markup: Markup, names: Mapping[str, str]) -> Markup:
    """Inline HTML in which the ids of the steps of its own page are links to them, with the ``names`` readers see."""

    def link(match: re.Match[str]) -> str:
        name = names.get(match[1])
        return Markup('<a class="tb-own-step" href="#{}">{}</a>').format(match[1], name) if name else match[0]

    parts = _APART.split(markup)
    parts[::2] = [_STEP.sub(link, part) for part in parts[::2]]
    return Markup("".join(parts))  # noqa: S704 - was markup before, and its links are escaped


def markdown_with_steps(markdown: str, names: Mapping[str, str]) -> str:
    """Markdown in which the ids of the steps of its own page are such links, but in code, links, headings and HTML."""

    if not names:
        return markdown

    def link(match: re.Match[str]) -> str:
        name = names.get(match[1])
        in_heading = _HEADING.match(markdown, markdown.rfind("\n", 0, match.start()) + 1)
        return match[0] if name is None or in_heading else f"[{markdown_text(name)}](#{match[1]}){{ .tb-own-step }}"

    def pass_text(first: int, last: int) -> None:
        for match in _STEP.finditer(markdown, first, last) if not raw.depth else ():
            parts.extend((markdown[first : match.start()], link(match)))
            first = match.end()
        parts.append(markdown[first:last])

    raw, parts, end = _RawHtml(), list[str](), 0
    for token in tokens(markdown):
        pass_text(end, token.start)
        if token.kind == "html":
            raw.pass_tag(markdown, token)
        parts.append(token.text)
        end = token.start + len(token.text)
    pass_text(end, len(markdown))
    return "".join(parts)
