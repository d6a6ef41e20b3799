"""The manifest of the evidence: the SHA-256 of every file, in the form that ``sha256sum --check`` reads."""

import hashlib
import re
from collections.abc import Iterator, Mapping

MANIFEST = "SHA256SUMS"
_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<name>.+)")


def manifest_of(files: Mapping[str, bytes]) -> bytes:
    """A line for each file, in the order of the names."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def manifest_faults(files: Mapping[str, bytes]) -> Iterator[str]:
    """Where the files are not those that the manifest among them lists."""
    text = files.get(MANIFEST, b"").decode("utf-8", "replace")
    lines = [_LINE.fullmatch(line) for line in text.splitlines()]
    if not lines or not all(lines):
        yield f"{MANIFEST} is missing, or has lines that are no SHA-256 with a file's name"
    stated = {line["name"]: line["digest"] for line in lines if line}
    found = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != MANIFEST}
    yield from (f"{name} is missing" for name in sorted(stated.keys() - found.keys()))
    yield from (f"{name} is not listed in {MANIFEST}" for name in sorted(found.keys() - stated.keys()))
    both = sorted(stated.keys() & found.keys())
    yield from (f"{name} was altered" for name in both if stated[name] != found[name])
