"""The page of a release, which ``trailbook release`` committed: ways to others and to decisions, and folds."""

import re
from collections.abc import Iterator, Sequence
from itertools import count

from trailbook.records.references import REFERENCE, Reference
from trailbook.records.releases import Release, is_of_release
from trailbook.site.marks.html_marks import place_of_mark
from trailbook.site.pages.releases_page import PAGE, published_releases
from trailbook.site.rendering.environment import render
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.view import View
from trailbook.text.markdown_text import read_markdown

_DECIDED = re.compile(
    r"^(?:- \*\*.*, commit (?P<begun>[0-9a-f]{10})"
    r"|[ ]*- .*? \(commit (?P<named>[0-9a-f]{10})\).*"
    r"|[ ]*- .*?\b[Cc]ommit (?P<other>[0-9a-f]{10})\b.*)$",
    re.MULTILINE,
)
"""A line of a release that names a decision by its commit: at the end of an entry's first, in brackets, or else."""


def decisions_named(body: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The decisions that the text of a release names: the place behind each, its commit, and the records it is of."""
    for number, line in enumerate(_DECIDED.finditer(body)):
        records = (Reference.parse(found[0]).record for found in REFERENCE.finditer(_about(body, line)))
        yield f"{_BEHIND}{number}", line["begun"] or line["named"] or line["other"], tuple(records)


def _about(body: str, line: re.Match[str]) -> str:
    """The text that names what a decision is about.

    It is the rest of an entry that begins with the decision, the bold line before an indented one, or the line itself.
    """
    if line[0].startswith("- **"):
        return re.split(r"^(?:- |#)", body[line.end() :], maxsplit=1, flags=re.MULTILINE)[0]
    if not line[0].startswith(" "):
        return line[0]
    before = body[: line.start()]
    first, _, changes = before[before.rfind("\n- **") :].lstrip("\n").partition("\n")
    return changes if _DECIDED.match(first) else first


_BEHIND = "decision-"


def with_ways(sitemap: Sitemap, path: str, markdown: str) -> str:
    """The Markdown of a release's page with links to the releases before and after it; other pages unchanged.

    Behind each line that names a decision is a place where the trail puts the way to it.
    """
    if not is_of_release(path):
        return markdown
    found = published_releases(sitemap)
    here = next((number for number, release in enumerate(found) if sitemap.paths[release.path] == path), None)
    heading = read_markdown(markdown).heading
    if here is None or heading is None:
        return markdown
    number = count()
    markdown = _DECIDED.sub(lambda line: f"{_set_out(line[0])} {place_of_mark(f'{_BEHIND}{next(number)}')}", markdown)
    lines = markdown.split("\n")
    lead, gap, rest = "\n".join(lines[heading.line :]).lstrip("\n").partition("\n\n")
    styled = f"{lead}\n{{: .tb-verdict }}" if lead[:1].isalnum() else lead
    top = [*lines[: heading.line], "", _ways(sitemap, found, here), ""]
    return "\n".join([*top, f"{styled}{gap}{_with_badges(rest)}"])


_BY_COMMIT = re.compile(r"^- (\*\*.+\*\*) (\d.*), commit ([0-9a-f]{10})$")
_IN_BRACKETS = re.compile(r"( \(commit [0-9a-f]{10}\))")


def _set_out(line: str) -> str:
    """A line with the title of an entry above the rest; the commit is for where no way leads to it."""
    begun = _BY_COMMIT.sub(r'- \1<br><span class="tb-muted">\2</span> <code class="tb-commit">\3</code>', line)
    return _IN_BRACKETS.sub(r'<span class="tb-commit">\1</span>', begun, count=1)


_EFFECT = re.compile(r"^(    - )([▼▲]) (\w+):", re.MULTILINE)


def _with_badges(markdown: str) -> str:
    def badge(match: re.Match[str]) -> str:
        kind = "weakens" if match[2] == "▼" else "strengthens"
        return f'{match[1]}<span class="tb-badge tb-badge--{kind}">{match[3].lower()}</span>'

    return _EFFECT.sub(badge, markdown)


_SECTION = re.compile(r"^(#{2,3}) (.+?) \{ ?#([\w-]+) ?\}\n", re.MULTILINE)
_FOLDED = frozenset({"stronger", "why-weaker", "changed", "sign-offs", "gaps", "source-level", "figures"})
_LONG = 8
"""How many entries of a list are not folded."""


def folded(path: str, markdown: str) -> str:
    """The Markdown of a release's page with what strengthens, what is only on record and long lists below a summary.

    What weakens is never folded. The heading of a section of level 3 is its summary; that of level 2 stays above.
    It takes the Markdown extension ``md_in_html``. Other pages are unchanged.
    """
    if not is_of_release(path):
        return markdown
    first, *parts = re.split(r"^(?=#{2,3} )", markdown, flags=re.MULTILINE)
    return first + "".join(map(_section, parts))


_SHORT = re.compile(r"[^\n]{1,100}:")
"""What a section says first, with its number, before what it lists."""


def _section(text: str) -> str:
    heading = _SECTION.match(text)
    if heading is None:
        return text
    level, title, id = heading.groups()
    body = text[heading.end() :].strip("\n")
    entries = len(re.findall(r"^- ", body, re.MULTILINE))
    if id == "weaker" or ("\n\n" not in body and entries < 2) or (id not in _FOLDED and entries <= _LONG):
        return text
    says, _, rest = body.partition("\n\n")
    if _SHORT.fullmatch(says):
        body, says = rest, says[:-1]
    else:
        says = f"{entries} entries"
    if level == "##":
        return f"{heading[0]}\n{_fold(says, body)}"
    return _fold(f'{title} <span class="tb-count">{says}</span>', body, f' id="{id}"')


def _fold(summary: str, body: str, id: str = "") -> str:
    return (
        f'<details class="tb-fold tb-fold--text"{id} markdown="1"><summary markdown="span">{summary}</summary>\n\n'
        f"{body}\n\n</details>\n\n"
    )


def _ways(sitemap: Sitemap, found: Sequence[Release], here: int) -> str:
    view = View(sitemap, sitemap.paths[found[here].path])
    before = found[here - 1] if here else None
    after = found[here + 1] if here + 1 < len(found) else None
    places = {release.path: view.page_href(sitemap.paths[release.path]) for release in (before, after) if release}
    values = {"before": before, "after": after, "places": places, "all": view.page_href(PAGE), "now": found[here]}
    return render("_release_ways.j2", view=view, **values).strip()
