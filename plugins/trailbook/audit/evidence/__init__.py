"""Evidence for an auditor: one ZIP archive that can be checked without the repository it came from.

What evidence is made from, and the archive:

- ``source``            the trails of a period, limited to controls if any were named, and both of its ends
- ``period``            the commits between two days or revisions
- ``bundle``            assembles the files of the evidence
- ``archive``           the ZIP archive, which can be written in one way only
- ``contents``          the names of its files, and the manifest

What the evidence holds:

- ``facts``             what it says of itself, for programs
- ``object_store``      git's objects: collecting them, and reading commits and trees from them
- ``forge_statements``  what forges said of requests, from the branch that keeps it
- ``forge_signatures``  who signed the commits of that branch
- ``diffs``             the diff of a decision
- ``readable``          what people read: the index, the tables and the README
- ``page``              the index
- ``tables``            the tables as CSV

Checking it:

- ``verify``            checks everything, and says what is left unproven
- ``history_checks``    the commits of the period, its ends and the records in force, against git's objects
- ``decision_checks``   the decisions, against git's objects
- ``signature_claims``  what it says of signatures, and what of that the keys at hand prove
- ``derived``           what Trailbook concludes from the objects, derived again
- ``trust_roots``       who changed the files that say whose a key, a name and a role are, read from the objects
- ``code_fingerprint``  which code made the evidence: only the same code derives the same
"""
