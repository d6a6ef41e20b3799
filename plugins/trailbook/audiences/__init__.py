"""Builds for readers who must not see everything.

A build for an audience is a build of another repository: a copy, made for the time of the build, that never held
what is hidden. Whatever reads files or history reads the copy, so nothing that is published has to know of audiences.

    audience    what its readers may read
    defaults    what is said of the folders of files that say nothing themselves
    forms       which files are pages or text
    facts       what a file says of itself: whose it is, how strict, with which items
    judgement   what is hidden, now and in the past
    names       taking the names of hidden things out of text
    attachments which pictures and other files go with hidden pages
    documents   taking hidden items out of a record's file
    today       which commits say what is classified today
    past        reading every commit and every file of a history
    rewriting   writing the history again without what is hidden
    copying     the copy as a folder
    emptiness   telling a copy in which nothing is left
"""
