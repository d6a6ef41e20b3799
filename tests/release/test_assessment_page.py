"""Text of records and commits in the page of a release: whatever it holds, it is read as text."""

import re

from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from markupsafe import Markup

from trailbook.release.assessment_page import plain
from trailbook.text.unseen import one_line

EXTENSIONS = ["abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables"]
EXTENSIONS += ["pymdownx.details", "pymdownx.superfences", "pymdownx.tasklist", "pymdownx.tilde", "pymdownx.mark"]
EXTENSIONS += ["pymdownx.caret", "pymdownx.keys", "pymdownx.critic", "pymdownx.arithmatex", "pymdownx.magiclink"]
HOSTILE = [
    "<script>alert(1)</script>",
    "[a](javascript:b) ![c](d) <http://e.example> http://f.example www.g.example ada@h.example",
    "**a** __b__ `c` ~~d~~ ==e== ^^f^^ ++ctrl++ $g$ {--h--} {>>i<<} {#j .k} [^l] *[m] | n | o |",
    "&lt;b&gt; &#60; \\*p\\* \\",
    "a\n\n# B\n\n- c\n\n```trailbook\noverview\n```\n",
    "{{ 7*7 }} {% raw %}",
]
MARKS = st.text(st.sampled_from("ab 1.-#*_`~^=+$:<>[](){}|!&;\\/\"'@%?\n"), max_size=40)


def read(text: str) -> str:
    """What a reader sees of a text in a list of a page."""
    html = Markdown(extensions=EXTENSIONS).convert(f"- Commit: {plain(text)} end\n")
    inside = re.fullmatch(r"<ul>\s*<li>(.*)</li>\s*</ul>", html, re.DOTALL)
    assert inside, html
    assert "<" not in inside[1], html
    return Markup(inside[1]).unescape()


@given(st.one_of(st.sampled_from(HOSTILE), MARKS, st.text(max_size=40)))
def test_any_text_stays_the_text_that_it_is(text: str) -> None:
    shown = " ".join(read(text).split())
    assert shown == " ".join(f"Commit: {one_line(text)} end".split())


def test_what_needs_no_care_is_written_as_it_is() -> None:
    assert plain("control C2: level: should → may (was “must”), 50 %; TM-A.T1!") == (
        "control C2: level: should → may (was “must”), 50 %; TM-A.T1!"
    )
