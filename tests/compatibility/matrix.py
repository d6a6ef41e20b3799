"""Builds a knowledge base beside each common plugin of others, and writes down what came of it.

``python -m tests.compatibility.matrix`` installs the plugins into an environment of their own, builds each pair in both
orders and with both forms of addresses, follows every link of every page, and writes the table of
``docs/pages/guides/compatibility.md``. With ``--check`` it fails where the table says otherwise.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from tests.building import Built, broken_links, start, write
from tests.paths import REPOSITORY

OURS = ["trailbook/records", "trailbook/diagrams", "trailbook/playbooks", "trailbook/trail"]
GUIDE = REPOSITORY / "docs/pages/guides/compatibility.md"
BEGIN, END = "<!-- plugins: begin -->", "<!-- plugins: end -->"
LANGUAGES = [
    {"locale": "en", "name": "English", "default": True, "build": True},
    {"locale": "de", "name": "Deutsch", "build": True},
]
MADE = "import mkdocs_gen_files\nwith mkdocs_gen_files.open('made.md', 'w') as page:\n    print('# Made', file=page)\n"


@dataclass(frozen=True)
class Case:
    """A plugin of others: where it comes from, how it is configured, and the files that it works on.

    With ``nav`` false the site leaves its navigation to the plugin. ``remark`` is what a user has to know.
    """

    package: str
    options: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    nav: bool = True
    remark: str = ""


CASES = {
    "awesome-nav": Case("mkdocs-awesome-nav", nav=False),
    "gen-files": Case("mkdocs-gen-files", {"scripts": ["made.py"]}, {"made.py": MADE}),
    "i18n": Case(
        "mkdocs-static-i18n",
        {"docs_structure": "suffix", "languages": LANGUAGES},
        {"content/index.de.md": "# Anfang\n"},
        remark="records have one language; the plain pages can have several",
    ),
    "include-markdown": Case(
        "mkdocs-include-markdown-plugin",
        files={"content/all.md": "# All\n\n{% include-markdown 'index.md' heading-offset=1 %}\n"},
        remark="pages that Trailbook generates include nothing",
    ),
    "literate-nav": Case(
        "mkdocs-literate-nav",
        files={"content/SUMMARY.md": "* [Home](index.md)\n* [Decisions](decisions.md)\n"},
        nav=False,
    ),
    "macros": Case("mkdocs-macros-plugin", remark="pages that Trailbook generates have no macros"),
    "material/blog": Case(
        "mkdocs-material",
        files={"content/blog/index.md": "# Blog\n", "content/blog/posts/a.md": "---\ndate: 2026-01-01\n---\n\n# A\n"},
    ),
    "material/meta": Case("mkdocs-material", files={"content/.meta.yml": "tags: [all]\n"}),
    "material/offline": Case("mkdocs-material"),
    "minify": Case("mkdocs-minify-plugin", {"minify_html": True}),
    "monorepo": Case("mkdocs-monorepo-plugin", remark="records are those of the knowledge base that is built"),
    "multirepo": Case("mkdocs-multirepo-plugin", {"cleanup": True}),
    "redirects": Case("mkdocs-redirects", {"redirect_maps": {"old.md": "index.md"}}),
    "rss": Case(
        "mkdocs-rss-plugin",
        {"match_path": "news/.*"},
        {"content/news/a.md": "# News\n"},
        remark="name the pages that are news by `match_path`: it asks git for the day of each",
    ),
    "section-index": Case("mkdocs-section-index"),
    "techdocs-core": Case("mkdocs-techdocs-core"),
}


def install(folder: Path) -> Path:
    """The interpreter of a new environment with Trailbook and all the plugins."""
    uv, python = Path(sys.executable).parent / "uv", folder / "bin" / "python"
    _run(uv, "venv", "--quiet", "--python", sys.executable, folder)
    packages = sorted({case.package for case in CASES.values()})
    _run(uv, "pip", "install", "--quiet", "--python", python, "--editable", f"{REPOSITORY}[site]", *packages)
    return python


def result(python: Path, base: Path, name: str, folder: Path) -> str:
    """What is wrong with the sites of a pair, one fault each, or nothing."""
    faults: list[str] = []
    case = CASES[name]
    for ours_first in (True, False):
        for urls in (True, False):
            root = folder / f"{name.replace('/', '-')}-{ours_first}-{urls}"
            _run("git", "clone", "--quiet", base, root)
            write(root, dict(case.files))
            (root / "mkdocs.yml").write_text(_configuration(base, name, ours_first=ours_first, urls=urls))
            built = subprocess.run(
                [python, "-m", "mkdocs", "build", "--quiet", "--site-dir", root / "built"],
                cwd=root,
                capture_output=True,
                text=True,
                check=False,
            )
            if built.returncode:
                faults.append(built.stderr.strip().splitlines()[-1])
            else:
                faults += broken_links(Built(root / "built", []))
    return "; ".join(dict.fromkeys(faults))


def _configuration(base: Path, name: str, *, ours_first: bool, urls: bool) -> str:
    values = yaml.safe_load((base / "mkdocs.yml").read_text(encoding="utf-8"))
    theirs = [{name: dict(CASES[name].options)}]
    values["plugins"] = ["search", "tags", *(OURS + theirs if ours_first else theirs + OURS)]
    values["use_directory_urls"], values["site_url"] = urls, "https://kb.example/"
    if not CASES[name].nav:
        del values["nav"]
    return yaml.safe_dump(values, sort_keys=False)


def table(results: Mapping[str, str], python: Path) -> str:
    """The table of the guide."""
    code = "import importlib.metadata as m, sys; print(*(m.version(name) for name in sys.argv[1:]))"
    versions = _run(python, "-c", code, *(case.package for case in CASES.values())).split()
    rows = (
        f"| `{name}` | {case.package} {number} | {results[name] or 'works'} | {case.remark} |"
        for (name, case), number in zip(CASES.items(), versions, strict=True)
    )
    head = ["| plugin | tried with | beside Trailbook | to know |", "| --- | --- | --- | --- |"]
    return "\n".join([BEGIN, "", *head, *rows, "", END])


def _run(*command: object) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed: {done.stderr.strip()}")
    return done.stdout


def _outcomes(text: str) -> Iterator[tuple[str, str]]:
    """The plugins of a table and what came of each, without versions."""
    yield from re.findall(r"^\| `([^`]+)` \| [^|]* \| ([^|]*) \|", text, re.MULTILINE)


def main() -> int:
    """Build everything, and write the table or hold the one in the guide against it."""
    with tempfile.TemporaryDirectory(prefix="compatibility-") as name:
        folder = Path(name)
        python = install(folder / "environment")
        base = start(folder / "base")
        results = {}
        for plugin in CASES:
            results[plugin] = result(python, base, plugin, folder)
            print(f"{plugin}: {results[plugin] or 'works'}", flush=True)
        found = table(results, python)
    text = GUIDE.read_text(encoding="utf-8")
    if "--check" in sys.argv:
        return int(dict(_outcomes(found)) != dict(_outcomes(text)))
    before, _, rest = text.partition(BEGIN)
    GUIDE.write_text(before + found + rest.partition(END)[2], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
