"""The ledgers of the releases: what they record, how they are stored, and how the history is audited against them."""
