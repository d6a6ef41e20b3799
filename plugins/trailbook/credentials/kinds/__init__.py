"""All kinds of credentials that are known by their form. One module a group of services.

The forms are those that the services state in their own documentation, or have issued for years.
"""

from collections.abc import Mapping

from trailbook.credentials.kind import Kind
from trailbook.credentials.kinds.anywhere import KINDS as ANYWHERE
from trailbook.credentials.kinds.clouds import KINDS as CLOUDS
from trailbook.credentials.kinds.code_hosts import KINDS as CODE_HOSTS
from trailbook.credentials.kinds.language_models import KINDS as LANGUAGE_MODELS
from trailbook.credentials.kinds.messages import KINDS as MESSAGES
from trailbook.credentials.kinds.no_code import KINDS as NO_CODE

KINDS: tuple[Kind, ...] = (*CLOUDS, *CODE_HOSTS, *MESSAGES, *NO_CODE, *LANGUAGE_MODELS, *ANYWHERE)
"""Those of one service first: what a general kind finds in the same place is the same credential."""

BY_ID: Mapping[str, Kind] = {kind.id: kind for kind in KINDS}
