"""What records are: their kinds, how they are read from files, checked and linked.

This room runs no git and no MkDocs. ``loading.load(root)`` turns folders of YAML and Markdown into a
``KnowledgeBase``; nothing here writes anything.
"""
