"""What a commit says, read from it as git stores it (gitformat-pack(5), git-commit-tree(1))."""


def _message(commit: bytes) -> str:
    """What a commit says, as git shows it: in UTF-8, whatever the commit says it is in."""
    message = commit.partition(b"\n\n")[2]
    try:
        return message.decode(_line(commit, b"encoding ").decode("ascii", "replace") or "utf-8", "replace")
    except LookupError:
        return message.decode("utf-8", "replace")


def title_of(commit: bytes) -> str:
    """The first paragraph of what a commit says, in one line."""
    return " ".join(_message(commit).strip().split("\n\n", 1)[0].split())


def author_of(commit: bytes) -> str:
    """The name of a commit's author."""
    return _line(commit, b"author ").partition(b" <")[0].decode("utf-8", "replace")


def written_at(commit: bytes) -> float | None:
    """When a commit's author wrote it, in seconds."""
    seconds = _line(commit, b"author ").rsplit(b" ", 2)[-2:-1]
    return float(seconds[0]) if seconds and seconds[0].isdigit() else None


def _line(commit: bytes, name: bytes) -> bytes:
    """What the head of a commit says under a name."""
    head, _, _ = commit.partition(b"\n\n")
    return next((line[len(name) :] for line in head.split(b"\n") if line.startswith(name)), b"")
