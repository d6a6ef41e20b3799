"""Power Platform and Logic Apps: solutions and packages, flows and workflows, apps, connectors and agents.

What is known of single triggers, actions and operations is in ``flows.yaml``, of agents in ``agents.yaml``.

- ``agent_files``  the files of agents
- ``agents``       who talks to agents, and how they are set up
- ``agent_tools``  what they may do, and as whom
- ``apps``         what canvas apps are connected to
- ``connections``  which connector a step uses, under whose credential
- ``connectors``   custom connectors: host and sign-in
- ``flows``        actions of flows, one walk for all
- ``operations``   what an operation of a connector does
- ``pages``        sites of Power Pages
- ``parts``        the components that the steps of a flow name
- ``reading``      the parts of an export, each by its reader
- ``solution``     what a solution or package says of its parts
- ``triggers``     what starts a flow, and who
"""

from trailbook.interchange.platforms.power_platform.reading import PLATFORMS

__all__ = ["PLATFORMS"]
