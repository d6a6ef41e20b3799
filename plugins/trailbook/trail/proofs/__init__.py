"""What other tools put on record about commits in git, each under its own name; none of it is an approval of ours.

- ``proof``  one thing that one tool says of one commit, and what its signature turned out to be
- ``envelope``  signed statements in DSSE envelopes, read, written and checked
- ``source_provenance``  SLSA source provenance and verification summaries, kept as notes
- ``gittuf``  approvals and authorizations that gittuf keeps in a ref of its own
- ``review_notes``  reviews that Gerrit and git-appraise keep as notes
- ``reading``  all tools together: what is here about some commits, and which refs a clone lacks
"""
