"""All kinds of credentials that are known by their form, one module for each group of services.

The forms are those that the services document, or have issued for years.
"""

from collections.abc import Mapping

from trailbook.credentials.kind import Kind
from trailbook.credentials.kinds.clouds import KINDS as CLOUDS
from trailbook.credentials.kinds.code_hosts import KINDS as CODE_HOSTS
from trailbook.credentials.kinds.general import KINDS as GENERAL
from trailbook.credentials.kinds.language_models import KINDS as LANGUAGE_MODELS
from trailbook.credentials.kinds.messaging import KINDS as MESSAGING
from trailbook.credentials.kinds.no_code import KINDS as NO_CODE

KINDS: tuple[Kind, ...] = (*CLOUDS, *CODE_HOSTS, *MESSAGING, *NO_CODE, *LANGUAGE_MODELS, *GENERAL)
"""General kinds come last: what they find in the place of a specific kind is the same credential."""

BY_ID: Mapping[str, Kind] = {kind.id: kind for kind in KINDS}
