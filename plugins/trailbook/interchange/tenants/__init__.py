"""Reports and lists about a whole tenant or instance of a platform, as snapshots that templates are compared with.

A model says what one application does; these say what the platform under all of them allows. A reader takes the few
settings that a template can ask about, under names that the next version of the report does not change.

- ``reports``          which reports are known, and from a file to its snapshots: start here
- ``scubagear``        the results of ScubaGear for Power Platform
- ``data_policies``    the data policies of Power Platform
- ``tenant_settings``  the settings of a tenant of Power Platform
- ``n8n_audit``        what ``n8n audit`` says of an instance
- ``values``           what is carried over of a value, without credentials
"""
