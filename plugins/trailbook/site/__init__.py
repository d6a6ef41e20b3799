"""The published site: its pages and files, how they are rendered, and the MkDocs plugins that add them.

``catalogue`` lists every page and file, ``export`` writes them for other generators, ``kept_values`` keeps what a
build made for the next. ``pages`` and ``files`` make
them with what is in ``rendering`` and ``templates``; ``marks`` adds the trail to pages; ``background`` does the work on
the history beside a build. Only ``mkdocs`` imports MkDocs.
"""
