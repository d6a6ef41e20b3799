"""Records of other repositories, with their history.

- ``shard``  what one repository hands on: its records, their links and decisions, as one file
"""
