"""The four plugins, and all else that imports MkDocs; nothing outside this folder does."""
