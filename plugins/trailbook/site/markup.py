"""Text of records turned into markup. Everything is escaped first; references and addresses become links."""

import re
from collections.abc import Callable

from markupsafe import Markup, escape

from trailbook.records.hostile import disarm
from trailbook.records.model import ITEM_ID
from trailbook.records.references import REFERENCE, Token, replace_tokens

LinkMaker = Callable[[str], Markup]

_URL = re.compile(r"https?://[^\s<>\"'`]+[^\s<>\"'`.,;:!?)\]]")
_INLINE = re.compile(rf"(?P<code>`[^`\n]+`)|(?P<url>{_URL.pattern})|(?P<reference>{REFERENCE.pattern})")
_SPECIAL = re.compile(r"[!\"#$%&*+:;<=>?@\[\\\]^_`{|}~]+")


def inline_html(text: str, link: LinkMaker) -> Markup:
    """A text value as inline HTML: escaped, with references, web addresses and `code` marked up."""
    parts: list[Markup] = []
    end = 0
    for match in _INLINE.finditer(text):
        parts.append(escape(text[end : match.start()]))
        parts.append(_marked_up(match, link))
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def _marked_up(match: re.Match[str], link: LinkMaker) -> Markup:
    if match["code"]:
        return Markup("<code>{}</code>").format(match["code"][1:-1])
    if match["url"]:
        return Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(match["url"])
    return link(match["reference"])


def block_html(text: str, link: LinkMaker) -> Markup:
    """A text value as HTML paragraphs, one for each stretch between blank lines."""
    paragraphs = (part.strip() for part in re.split(r"\n\s*\n", text))
    return Markup("").join(Markup("<p>{}</p>").format(inline_html(part, link)) for part in paragraphs if part)


def markdown_text(text: str) -> Markup:
    """A text value for a line of Markdown: every character that Markdown could take as markup is an entity."""
    one_line = " ".join(text.split())
    entities = _SPECIAL.sub(lambda match: "".join(f"&#{ord(c)};" for c in match[0]), one_line)
    return Markup(entities)  # noqa: S704 - every special character is an entity


def markdown_with_links(markdown: str, link: Callable[[str], tuple[str, str] | None]) -> str:
    """Markdown with each reference turned into a Markdown link.

    ``link`` gives target and hover title of a reference, or None to leave it as text.
    """

    def replace(token: Token) -> str:
        found = link(token.text) if token.kind == "reference" else None
        if found is None:
            return token.text
        target, title = found
        return f'[{token.text}]({target} "{markdown_text(title)}"){{ .tb-ref }}'

    return replace_tokens(markdown, replace)


def record_markdown(markdown: str, link: Callable[[str], tuple[str, str] | None]) -> str:
    """The Markdown of a record, made safe to publish, with its references linked."""
    return markdown_with_links(disarm(markdown), link)


_CITATION = re.compile(rf"(?<![\w\]])\[({ITEM_ID})\](?![\[(:])")


def cite(markdown: str, sources: dict[str, str]) -> str:
    """Markdown in which ``[R1]`` links to the source ``R1`` of the same page; ``sources`` gives hover titles."""

    def replace(match: re.Match[str]) -> str:
        id = match[1]
        if id not in sources:
            return match[0]
        return f'[{id}](#{id} "{markdown_text(sources[id])}"){{ .tb-cite }}'

    return _CITATION.sub(replace, markdown)
