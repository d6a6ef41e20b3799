"""Forges evidence with care: manifest, index and tables are made anew and fit what was forged."""

import json
from collections.abc import Callable
from typing import Any

from trailbook.audit.evidence.archive import pack, unpack
from trailbook.audit.evidence.contents import MANIFEST, manifest_of
from trailbook.audit.evidence.facts import Facts
from trailbook.audit.evidence.readable import readable_files
from trailbook.audit.evidence.verify import verify
from trailbook.trail.export import read_trails

Files = dict[str, bytes]
Forge = Callable[[Files], object]


def read(files: Files, name: str) -> Any:
    return json.loads(files[name])


def write(files: Files, name: str, value: object) -> None:
    files[name] = (json.dumps(value, indent=2) + "\n").encode()


def forged(whole: bytes, forge: Forge, *, again: bool = True) -> str:
    """The faults of evidence that was forged, with everything that is derived from it made anew.

    Nobody gives the digest, so only git's objects can tell.
    """
    files = unpack(whole)
    forge(files)
    if again:
        trails = read_trails(files["trail.json"])
        files.update(readable_files(Facts.model_validate_json(files["evidence.json"]), trails, files))
    files.pop(MANIFEST)
    return "\n".join(verify(pack({**files, MANIFEST: manifest_of(files)})).faults)


def facts_with(**values: object) -> Forge:
    def forge(files: Files) -> None:
        write(files, "evidence.json", {**read(files, "evidence.json"), **values})

    return forge


def each_decision(**values: object) -> Forge:
    def forge(files: Files) -> None:
        trails = read(files, "trail.json")
        for trail in trails:
            trail["decisions"] = [{**one, **values} for one in trail["decisions"]]
        write(files, "trail.json", trails)

    return forge


def both(*forges: Forge) -> Forge:
    def forge(files: Files) -> None:
        for one in forges:
            one(files)

    return forge


def trail_with(**values: object) -> Forge:
    def forge(files: Files) -> None:
        trails = read(files, "trail.json")
        write(files, "trail.json", [{**trail, **values} for trail in trails])

    return forge
