"""The ledgers of the releases: what they write down, how they are kept, and the history held against them."""
