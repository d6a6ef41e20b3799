"""Ids of git's objects: as files state them, and as a text names them (gitglossary(7), "object name")."""

import re
from typing import Annotated

from pydantic import StringConstraints

WHOLE = r"(?:[0-9a-f]{40}|[0-9a-f]{64})"
"""Matches a whole id in hexadecimal: by SHA-1, or by SHA-256."""
SHORT = r"[0-9a-f]{7,64}"
"""Matches an id, or as many of its first digits as git shows at the least (``core.abbrev``)."""
NAMED = re.compile(rf"\b{SHORT}\b")
"""Finds what may be an id in a text in small letters."""

ObjectId = Annotated[str, StringConstraints(pattern=rf"^{WHOLE}$")]
"""The whole id of a commit or another object."""
ShortId = Annotated[str, StringConstraints(pattern=rf"^{SHORT}$")]
"""The id of a commit, whole or by its first digits."""
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""The SHA-256 of bytes in hexadecimal, whatever git calls them."""
