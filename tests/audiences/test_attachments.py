"""Which files go with the pages that are hidden, and which stay."""

from base64 import b64encode
from pathlib import Path

from tests.audiences.copies import FOLDERS, copied, files, page
from tests.building import write
from tests.repositories import Repo

from trailbook.audiences.audience import Audience
from trailbook.audiences.copying import CopySource, write_copy


def test_an_attachment_goes_with_the_only_pages_that_name_it(tmp_path: Path) -> None:
    both, theirs = page("restricted", "![a](logo.png) ![b](plan.png)"), page("", "![a](logo.png)")
    write(tmp_path / "kb", {"docs/a.md": f"{both}\n[c](the%20plan.svg)\n", "docs/b.md": theirs})
    names = ("logo.png", "plan.png", "the plan.svg", "beside.png", "img/apart.png")
    write(tmp_path / "kb", {f"docs/{name}": "x" for name in names})
    copy = copied(tmp_path / "kb", tmp_path / "copy", "internal")
    assert files(copy) == {"docs/b.md", "docs/logo.png", "docs/img/apart.png"}


def test_an_attachment_is_named_by_its_whole_path(tmp_path: Path) -> None:
    texts = {
        "docs/vault/a.md": page("restricted", "![a](img/1.png) ![b](img/a.png)"),
        "docs/guide/b.md": page("", '![a](img/1.png) and <img src="../img/data.png"> and [c](<my file.txt>)'),
        "docs/guide/c.md": page("", "[x](../vault/shown.css) but not img/other.png"),
        "docs/vault/shown.css": "body { background: url(img/far.png) }",
    }
    write(tmp_path / "kb", texts)
    pictures = ("guide/img/1.png", "guide/img/data.png", "guide/my file.txt", "guide/lone.png", "vault/img/far.png")
    shut = ("vault/img/1.png", "vault/img/a.png", "vault/img/other.png", "vault/deep/er/x.pdf", "vault/x.pdf")
    write(tmp_path / "kb", {f"docs/{name}": "x" for name in (*pictures, *shut)})
    copy = copied(tmp_path / "kb", tmp_path / "copy", "internal")
    assert files(copy) == {f"docs/{name}" for name in pictures} | texts.keys() - {"docs/vault/a.md"}


def test_what_the_settings_name_stays(tmp_path: Path) -> None:
    to = tmp_path / "copy"
    to.mkdir()
    write(
        tmp_path / "kb", {"docs/a.md": page("restricted", "own.css, other.css"), "docs/own.css": "", "docs/o.css": ""}
    )
    source = CopySource(tmp_path / "kb", "docs", FOLDERS, "extra_css: [own.css]")
    assert files(write_copy(Audience("internal"), source, to)) == {"docs/own.css"}


def test_a_link_is_judged_by_what_it_leads_to(tmp_path: Path) -> None:
    root = write(tmp_path / "kb", {"docs/vault/a.md": page("restricted"), "docs/b.md": page(), ".git-like/config": "x"})
    write(root, {"docs/.hidden/x.txt": "x", "threat-models/m.yaml": "a: 1\n", "docs/c/open.txt": "x"})
    links = {"1.txt": "vault/a.md", "2.txt": "../.git-like/config", "3.txt": ".hidden/x.txt", "4.txt": "../../other"}
    links |= {"5.txt": "../threat-models/m.yaml", "6.txt": "1.txt", "c/7.txt": "open.txt", "8.txt": "8.txt"}
    for name, target in {**links, "folder": "vault"}.items():
        (root / "docs" / name).symlink_to(target)
    assert files(copied(root, tmp_path / "copy", "internal")) == {
        "docs/b.md",
        "docs/c/open.txt",
        "docs/c/7.txt",
        "threat-models/m.yaml",
    }


def test_a_drawing_that_holds_a_hidden_name_in_base64_is_left_out(repo: Repo, tmp_path: Path) -> None:
    secret = "---\nid: POL-SECRET\nkind: policy\nclassification: restricted\n---\n# X\n"
    inner = b64encode(b"<svg><text>It follows from POL-SECRET</text></svg>").decode()
    texts = {
        "docs/a.md": page("", "![x](a.svg) ![y](b.svg)"),
        "docs/b.md": secret,
        "docs/b.svg": "<svg>POL-SECRET</svg>",
    }
    repo.commit("Write", {**texts, "docs/a.svg": f'<svg><image href="data:image/svg+xml;base64,{inner}"/></svg>'})
    assert files(copied(repo.root, tmp_path / "copy", "internal")) == {"docs/a.md", "docs/b.svg"}


def test_an_open_picture_that_names_what_is_hidden_is_left_out(repo: Repo, tmp_path: Path) -> None:
    secret = "---\nid: POL-SECRET\nkind: policy\nclassification: restricted\n---\n# X\n"
    names = ("a.png", "pol-secret.png", "c.png")
    texts = {"docs/a.md": page("", " ".join(f"![x]({name})" for name in names)), "docs/b.md": secret}
    repo.commit("Write", {**texts, "docs/a.png": b"\x89 POL-SECRET", "docs/pol-secret.png": b"1", "docs/c.png": b"1"})
    assert files(copied(repo.root, tmp_path / "copy", "internal")) == {"docs/a.md", "docs/c.png"}


def test_the_page_of_a_release_goes_if_it_names_what_is_hidden(repo: Repo, tmp_path: Path) -> None:
    secret = "---\nid: POL-SECRET\nkind: policy\nclassification: restricted\n---\n# X\n"
    repo.commit("Write", {"docs/a.md": page("", "POL-SECRET"), "docs/b.md": secret})
    repo.commit(
        "Release", {"docs/releases/1.md": page("", "POL-SECRET.C1: high → medium"), "docs/releases/2.md": page()}
    )
    copy = copied(repo.root, tmp_path / "copy", "internal")
    assert files(copy) == {"docs/a.md", "docs/releases/2.md"}
