"""What records are: their kinds, and how they are read from files, checked and linked.

``loading.load(root)`` turns folders of YAML and Markdown into a ``KnowledgeBase``. This package runs neither git nor
MkDocs, and writes nothing.

- ``foreign_hosts``  what plain pages and SVG files load from other hosts
- ``foreign_pictures``  pictures of other hosts, which become links
- ``active_content``  Markdown that does more than format, reported and disarmed
- ``classification``  who may read a record or an item
- ``contacts``  whom to call, and how
- ``document``  a record as it is written: its file, the places of its values, its sections
- ``frameworks``  the requirements of published frameworks, by id
- ``grants``  approved exceptions and accepted risks, and when they are in force
- ``kinds``  one module for each kind of record
- ``knowledge_base``  all records and links at one revision
- ``linking``  references resolved to links, or to problems
- ``links``  relations, and the links that a record states
- ``loading``  a whole knowledge base read from a folder, or from files in memory
- ``model``  what all kinds have in common
- ``origins``  where records come from that another repository handed on
- ``ratings``  likelihood, impact, their level, and the factors behind them
- ``reading``  the document in the bytes of one file, and what is wrong with it
- ``references``  ``RECORD.item`` taken apart, and found in text
- ``releases``  the pages of releases, read
- ``setting_path``  the path to settings of a configuration
- ``short_forms``  what threat models may leave out or write shorter, written out
- ``states``  what the states of records mean
- ``unfinished``  open places that a draft leaves to its author
- ``vocabulary``  the closed lists of words
"""
