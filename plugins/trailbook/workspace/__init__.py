"""Everything known of one knowledge base: its configuration, records, history and problems.

- ``options``  the options of mkdocs.yml, as they are written there
- ``configuration``  what they mean
- ``history``  what git alone says: trails, commits, agreement
- ``lookup``  the trails that references name
- ``records``  what the files say: records, links, credentials
- ``workspace``  what follows from both, and the way in: start here
- ``problems``  every check of the files, in one list
- ``compare``  two states of a knowledge base side by side
- ``hub``  what other repositories hand on, fetched and kept
- ``watched_exports``  exports kept beside the records, and applications that changed since they were imported
- ``imported_lines``  the lines of exports that state what imported models say
"""
