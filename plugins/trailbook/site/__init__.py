"""The MkDocs plugins, the pages they make, their templates and styles."""
