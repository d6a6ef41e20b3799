"""Applications of no-code platforms as drafts of threat models, from what the platforms themselves export.

A reader knows one platform: what its files are called, and what in them answers a question that a security team asks.
What it knows of single node types, connectors and operations is in a YAML table beside it, with sources, so that
another one is a line there. It states only what the export says; what is not stated is asked of the owner later.

- ``export``       the files of an export, from files, folders and archives
- ``application``  the parts of an application, each once, however often the export names it
- ``services``     what external services are called, by the names that platforms have for them
- ``values``       what is read out of a parameter's value: a host, a table; never the value itself
- ``hosts``        requests to addresses
- ``tables``       the tables beside the readers
- ``reading``      from an export to a source model, by the platforms that recognise its files
- ``administration``  what only administrators' lists say of an application
- ``n8n``          workflows of n8n
- ``n8n_nodes``    one node of them
- ``n8n_wiring``   which agent uses what
- ``n8n_services`` what they reach
- ``node_red``     flows of Node-RED
- ``dify``         apps of Dify
- ``power_platform``  solutions and agents of Power Platform, and Logic Apps
- ``flowise``      flows and tools of Flowise
- ``wiring``       which agent uses what, where nodes point to their user
- ``salesforce``   flows, objects, sites and callouts of Salesforce
- ``salesforce_agents`` its agents
"""
