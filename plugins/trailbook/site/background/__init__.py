"""The work on the history, done in a process of its own while MkDocs builds."""
