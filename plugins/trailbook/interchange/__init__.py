"""Threat models of other tools: reading them into Trailbook's own form, and writing them out again.

A reader takes what it understands; whatever it did not ask for is listed, so nothing is dropped in
silence. This room knows records and nothing of git, pages or MkDocs.
"""
