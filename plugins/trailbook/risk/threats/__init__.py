"""The threat rules, the findings that they give in a model, and how a configuration tunes them."""
