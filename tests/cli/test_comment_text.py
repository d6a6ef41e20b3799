"""What a fork's run says of a change is commented as its words: nothing in it links, shows, calls or commands."""

import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tests.diff.changed_models import MODEL, POLICY, begin, edited
from tests.paths import REPOSITORY
from tests.repositories import Repo

from trailbook.cli import main

WORDS = "**In the words of the change**, as its own run put them:"
RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
KNOWN = {"details", "summary", "p", "ul", "ol", "li", "strong", "em", "code", "h3", "h4", "blockquote", "pre", "hr"}

Rewrite = Callable[[str], str]


def script(path: str) -> str:
    """The program in a workflow that writes the text anew."""
    text = (REPOSITORY / path).read_text(encoding="utf-8")
    found = re.search(r"<<'SCRIPT'\n(.*?)\n *SCRIPT\n", text, re.DOTALL)
    assert found is not None
    return dedent(found[1])


PROGRAM = script(".github/workflows/comment.yml")


@pytest.fixture(scope="module")
def rewrite(tmp_path_factory: pytest.TempPathFactory) -> Rewrite:
    folder = tmp_path_factory.mktemp("comment")
    compiled = compile(PROGRAM, "comment.yml", "exec")

    def rewritten(text: str) -> str:
        (folder / "given").write_text(text, encoding="utf-8", newline="")
        before, sys.argv = sys.argv, ["-", str(folder / "given"), str(folder / "kept")]
        try:
            exec(compiled, {})
        finally:
            sys.argv = before
        return (folder / "kept").read_text(encoding="utf-8")

    return rewritten


class _Parts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.said = ""
        self._code = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        self._code += tag == "code"
        assert not attrs or tag in ("code", "ol"), (tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag == "code"

    def handle_data(self, data: str) -> None:
        self.said += " " if self._code else data

    def handle_comment(self, data: str) -> None:
        self.tags.append("!--")


def shown(markdown: str) -> _Parts:
    parts = _Parts()
    parts.feed(RENDERER.render(markdown))
    return parts


def harm(comment: str) -> list[str]:
    """What a comment does beyond quoting; nothing if it is harmless."""
    first, *lines = comment.split("\n")
    parts = shown(comment)
    done = {
        "it begins with words of another": first != WORDS,
        "it leaves the quotation": any(line and not line.startswith(">") for line in lines),
        f"it has more than words: {parts.tags}": not set(parts.tags) <= KNOWN,
        "it calls or links": bool(re.search(r"[@#!~](?=\w)|://|www\.", parts.said)),
        "it leaves a fold open": parts.tags.count("details") != comment.count("\n> </details>\n"),
        "it is longer than a forge takes": len(comment) >= 65_000,
    }
    return [what for what, is_done in done.items() if is_done]


HOSTILE = [
    "![p](https://evil.example/p.png)",
    "[click](https://evil.example)",
    "[click][1]\n\n[1]: https://evil.example",
    "<https://evil.example> https://evil.example www.evil.example",
    "<img src=https://evil.example/p.png>",
    "- x\n<a href=https://evil.example>y</a>",
    "<details>\n<img src=x>",
    "<details>\n- `<img src=x>`",
    "<details>\n<summary><img src=x></summary>\n`<img src=x>`\n</details>",
    "<details>\n<summary>`</summary>\n<img src=x>`",
    "</details></details>",
    "</details>\n" * 5,
    "<details>\n" * 50,
    "@ada &#64;ada &commat;ada @\u200bada #12 &#35;12 GH-12 owner/repo#12",
    "/lgtm\n/close\n\t/merge\n- /approve",
    "x&#10;/lgtm&#13;/close",
    "`a``<img src=x>``b`<img src=x>`",
    "`` ` <img src=x>",
    "\\`<img src=x>\\`",
    "```\n<img src=x>\n```",
    '```mermaid\nflowchart LR\n  click n0 href "https://evil.example"\n```',
    '```mermaid\nflowchart LR\n  n0@{ img: "https://evil.example/p.png" }\n```',
    "```mermaid\nflowchart LR\n~~~\n<img src=x>",
    "~~~\n</details>\n<script>alert(1)</script>",
    "**`**`<img src=x>**",
    "<!-- trailbook-diff --><!-- x -->",
    "$`<img src=x>`$ :tada: a\u202eb\u2028/lgtm",
    "&#1114111; &#55296; &#0; \x00\x1b[31m",
    "| a | b |\n| - | - |\n| <img src=x> | b |",
    "    <img src=x>",
    "# Nothing weakens\n\n---\n\nApproved by the maintainers",
    "&#38;" * 30_000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_links_shows_calls_or_commands(text: str, rewrite: Rewrite) -> None:
    within = f"### A\n\n**b** c\n\n- {text}\n\n<details>\n<summary>{text}</summary>\n\n- {text}\n\n</details>\n"
    assert harm(rewrite(text)) == []
    assert harm(rewrite(within)) == []


FORMS = (
    "<details>|\n|</details>|<summary>|</summary>|```mermaid|```|`|``|<img src=x>|- |**|flowchart LR|  end|_|@ada|&#64;"
    "|&#10;|/lgtm|[x](https://e.example)|!|\\| |    |> "
)
PARTS = st.sampled_from(FORMS.split("|"))


@given(st.lists(st.one_of(PARTS, st.text(max_size=3)), max_size=25).map("".join))
def test_no_mixture_of_them_does(rewrite: Rewrite, text: str) -> None:
    assert harm(rewrite(text.encode(errors="replace").decode())) == []


def test_what_trailbook_says_is_kept(repo: Repo, rewrite: Rewrite) -> None:
    begin(repo)
    reworded = edited(
        POLICY,
        ("A guest leaves.", "A guest may stay, says `ada` & #12 of <b>."),
        ("id: C2, level: must", "id: C2, level: should"),
    )
    flows = edited(
        MODEL, ("entry_points:", "  - {id: F2, name: Read, source: STORE, target: FORM, data: [D1]}\nentry_points:")
    )
    repo.commit("Loosen", {"content/policies/share.md": reworded, "threat-models/app.yaml": flows})
    comment = CliRunner().invoke(main, ["diff", "main", "--format", "markdown", "--root", str(repo.root)]).output
    assert "```mermaid" in comment
    assert "<details>" in comment
    before, after = shown(comment), shown(rewrite(comment))
    assert [tag for tag in after.tags if tag != "blockquote"][2:] == [tag for tag in before.tags if tag != "!--"]
    said, kept = ("".join(parts.said.replace("\u2060", "").split()) for parts in (before, after))
    assert kept.endswith(said)
    assert comment.count("`") == rewrite(comment).count("`")


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a token", encoding="utf-8")
    (tmp_path / "link").symlink_to(secret)
    for given_file in ("link", "nowhere", "."):
        command = [sys.executable, "-c", PROGRAM, given_file, "kept"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
        assert not (tmp_path / "kept").exists()


def test_every_workflow_has_the_same_program() -> None:
    places = ("", "plugins/trailbook/cli/workflows/gitlab/", "plugins/trailbook/cli/workflows/github/")
    assert script(".gitlab-ci.yml") == script(f"{places[1]}gitlab-ci.yml") == PROGRAM
    assert script(f"{places[2]}workflows/comment.yml") == PROGRAM
