"""How records came to be: decisions, with their reasons and approvals, read from git.

- ``git/``  the only way into git
- ``changes/``  two revisions of a record compared
- ``reasons/``  why a decision was made: its message, what in it says nothing, and the reason that is left
- ``effects/``  what a change does to risk
- ``sign_offs/``  who has to agree to a change, and who did
- ``trails``  from a history to the trails of its records: start here
- ``decisions``  what a trail is made of
- ``decision_kinds``  what kind of decision one was: founded, loosened, reworded …
- ``lineages``  which beginnings of a history a commit goes back to, and the pages known there
- ``relations``  what undoes which, what was applied again, what was picked from another branch
- ``revisions``  what a record's file held at a commit, and what changed between two of them
- ``coverage``  which documents the trails are of, and what is passed over
- ``parallel``  the comparisons that a history needs, made by all processors
- ``cache``  what is derived from blobs, kept by their ids
- ``cached_trails``  all trails of a history, kept until somebody commits
- ``approvals``  who agreed, as git shows it or as a record claims it
- ``authorship``  whether people or machines decided
- ``proposals``  what a machine proposed and nobody agreed with
- ``trusted_keys``  which SSH keys count for a commit
- ``trust_roots``  who changed the files that say whose a key and a name are
- ``gaps``  what an auditor would miss
- ``sentences``  changes in plain words
- ``export``  trails as text, JSON and Markdown
- ``published_text``  texts and names from commits as they may be published
- ``redaction``  messages and changes without credentials
- ``credential_history``  the credentials in everything that was ever committed
"""
