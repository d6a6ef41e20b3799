"""The base of every error that a user of Trailbook can meet."""


class TrailbookError(Exception):
    """What was asked for can't be done. The message says why, and what to do about it.

    Faults in records are not errors: they are returned as ``Problem`` values, all of them at once.
    """


class InputError(TrailbookError):
    """What was asked for, or what is needed for it, is not there or can't be read. Commands end with 2 then."""


def install_with(extra: str) -> str:
    """What to do where an optional part is missing.

    It names no package on an index: anybody could publish one under the name.
    """
    return f"install Trailbook with its extra '{extra}': pip install '.[{extra}]' in a clone of its repository"
