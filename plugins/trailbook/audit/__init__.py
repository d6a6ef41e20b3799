"""What 'trailbook audit' proves of a history: ledgers, evidence, and its form in OSCAL."""
