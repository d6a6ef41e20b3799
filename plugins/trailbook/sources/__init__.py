"""Records of other repositories, with their history.

- ``shard``  what one repository hands on: its records, their links and decisions, as one file
- ``options``  which repositories the configuration names
- ``gathering``  one run over all of them: asked, and judged
- ``state``  what is kept from one run to the next, and what is wrong with it
- ``store``  results that workers on several machines share
- ``index``  what a hub hands down: every name that there is, and the rules for all
- ``kept_records``  the records in shards as they were read before
- ``merging``  records and trails of other repositories as they are called here
"""

FOLDER = ".trailbook/sources"
"""Where the last good shard of each repository is kept."""
STATUS = ".trailbook/sources.json"
"""The file that says what became of each when it was last asked."""
