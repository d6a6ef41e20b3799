"""Builds for readers who must not see everything.

A build for an audience is a build of another repository: a copy, made for the time of the build, that never held
what is hidden. Whatever reads files or history reads the copy, so nothing that is published has to know of audiences.

- ``audience``  what its readers may read, and the classification of files that state none
- ``file_classification``  which files are pages or text, and what a file states about itself
- ``visibility``  what is hidden, now and in the past
- ``hidden_names``  taking the names of hidden things out of text
- ``redaction``  taking hidden items out of a record's file
- ``attachments``  pictures, other files and snapshots that go with hidden pages and templates
- ``packed``  what is packed or encoded within the bytes of a file
- ``history``  reading every commit, branch and tag of a repository
- ``withheld``  which messages may speak of what is hidden
- ``rewriting``  writing that history again without what is hidden
- ``copying``  the copy as a folder
"""
