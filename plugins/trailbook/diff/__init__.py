"""What differs between two states of a knowledge base, in the records' own terms, for those who have to agree to it.

- ``model``  the difference as a value, its JSON and its schema
- ``difference``  puts it together from two states
- ``changed_records``  records that differ, with each change in a sentence
- ``applications``  what a change does to an application, in a maker's words
- ``risk``  threats and findings that move, exceptions and acceptances
- ``links``  links that the change breaks or makes stale
- ``missing_sign_offs``  sign-offs and reasons that its commits lack
- ``new_problems``  problems that the earlier state did not have, and notices
- ``flows``  changed data flows as diagrams
- ``outline``  what a report is made of, and its headline
- ``sections``  the sections of a report, in the order in which they matter
- ``as_text``, ``as_markdown``  the report for a terminal, and as a comment on a forge
"""
