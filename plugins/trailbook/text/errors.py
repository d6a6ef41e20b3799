"""The base of every error that a user of Trailbook can meet."""


class TrailbookError(Exception):
    """What was asked for can't be done. The message says why, and what to do about it.

    Faults in records are not errors: they are returned as ``Problem`` values, all of them at once.
    """
