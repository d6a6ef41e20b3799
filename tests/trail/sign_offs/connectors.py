"""A connector, whose vetting and front matter decide which sign-offs it asks for."""

_CONNECTOR = """---
id: CON-CRM
kind: connector
owner: Sales
service: CRM
tier: custom
group: business
authentication: key
data_up_to: internal
vetting: {{state: {state}, next: 2027-01-01}}
logs: here
{more}---
# CRM
"""


def connector_text(state: str = "approved", more: str = "") -> str:
    """The connector with a state of its vetting; ``more`` are further lines of its front matter."""
    return _CONNECTOR.format(state=state, more=more)


def connector(state: str = "approved", more: str = "") -> dict[str, str]:
    """The file of the connector, by its path."""
    return {"content/connectors/crm.md": connector_text(state, more)}
