"""Where the processor time of one build goes: ``python benchmarks/stages.py FOLDER [FILE]``.

Builds the knowledge base in a folder three times, into a folder of its own: with nothing kept, again with another word
at the end of FILE, and again with nothing changed. What other processes do at the same time is a line of its own.
"""

# ruff: noqa: PLC0415, S603 - imports are measured as well, and the process that it starts is this script

import logging
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

EVENTS = {
    "on_config": "records read and checked",
    "on_files": "pages of records made",
    "on_env": "frames of the theme",
    "on_post_build": "search, addresses, former site",
}
"""What the time in an event is spent on, by its name in ``PluginCollection``."""


def stages(folder: Path, site: Path) -> None:
    """Build a site in this process, and print a line for each stage."""
    spent: dict[str, float] = defaultdict(float)
    logging.getLogger("mkdocs").setLevel(logging.INFO)  # as the command does
    began = time.process_time()
    from mkdocs.commands import build
    from mkdocs.config import load_config

    config = load_config(str(folder / "mkdocs.yml"), site_dir=str(site))
    spent["imports and configuration"] = time.process_time() - began
    config.plugins.on_startup(command="build", dirty=False)

    def timed(what: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            since = time.process_time()
            try:
                return call(*given, **named)
            finally:
                spent[what] += time.process_time() - since

        return run

    for event, what in EVENTS.items():
        setattr(config.plugins, event, timed(what, getattr(config.plugins, event)))
    build._populate_page = timed("Markdown of pages rendered", build._populate_page)
    build._build_page = timed("pages laid out and written", build._build_page)
    from trailbook.site.mkdocs.unchanged import UnchangedSite, awaiting

    with awaiting():
        try:
            timed("whole", build.build)(config)
        except UnchangedSite:
            print("| nothing had changed | |")
        finally:
            config.plugins.on_shutdown()
    whole = spent.pop("whole") + spent["imports and configuration"]
    spent["MkDocs besides, files copied"] = whole - sum(spent.values())
    children = os.times()
    spent["beside it: the history, trails, threats, controls"] = children.children_user + children.children_system
    for what, seconds in spent.items():
        print(f"| {what} | {seconds:.2f} |")
    print(f"| together | {whole + spent['beside it: the history, trails, threats, controls']:.2f} |", flush=True)


def main() -> None:
    """Build three times, each in a process of its own."""
    folder, file = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else None
    with TemporaryDirectory() as kept:
        environment = {**os.environ, "XDG_CACHE_HOME": kept, "NO_MKDOCS_2_WARNING": "1"}
        text = file.read_bytes() if file else b""
        try:
            for name in ("clean", "after an edit", "unchanged"):
                if file and name == "after an edit":
                    file.write_bytes(text.rstrip(b"\n") + b" More.\n")
                print(f"\n| {name} | CPU s |\n|---|---|", flush=True)
                command = [sys.executable, __file__, "--build", str(folder), str(Path(kept, "site"))]
                subprocess.run(command, env=environment, check=True)
        finally:
            if file:
                file.write_bytes(text)


if __name__ == "__main__":
    if sys.argv[1] == "--build":
        stages(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main()
