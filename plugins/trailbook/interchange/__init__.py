"""Threat models of other tools: reading them into Trailbook's own form, and writing them out again.

A reader takes what it understands; whatever it does not ask for is listed, so nothing is dropped silently. Nothing
here knows git, pages or MkDocs.

Reading starts in ``importing``, with a format from ``readers``, or with what a no-code platform exports, from
``platforms``; writing in ``writers``.

- ``boxes``  which box of a drawing encloses another
- ``completion``  ids, references and required fields of a draft
- ``draft``  what a reader produces, and what a format is
- ``extension``  Trailbook's own fields in files of other formats
- ``ids``  ids for the parts of other tools' models
- ``importing``  from a file to the text of a record
- ``merging``  importing again without losing what people wrote
- ``record_yaml``  records as YAML, unchanged lines kept
- ``report``  the report of an import
- ``scales``  words and figures of other tools in Trailbook's
- ``source``  a file as its reader walks it
"""
