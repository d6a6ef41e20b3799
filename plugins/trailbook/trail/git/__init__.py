"""The only way into git: ``command`` starts it, and nothing else does.

- ``command``  git with one environment and one kind of error; the repository around a folder
- ``programs``  the programs that git may start: the user's, none of the repository's
- ``repository``  a repository's history, blobs, signatures and tags
- ``commits``  people, commits and the files that a commit changed
- ``stored_commits``  commits as git stores them, with each of their headers
- ``log``  all commits from one ``git log``
- ``blobs``  the files of a commit, and many blobs from one ``git cat-file``
- ``objects``  git's objects as bytes: ids, trees, parents
- ``at_revision``  the files of a knowledge base at a revision, and at the last release
- ``checkout``  a knowledge base checked out at a commit, history included
- ``kept``  what is kept about a repository from one run to the next, outside of it
- ``head``  the day that dates are compared with
- ``month_ends``  the records at the end of each past month
- ``ranges``  which two states are compared
- ``staged``  the commit that is about to be made
- ``links``  what symbolic links may lead to: what git tracks
- ``main_branches``  which commits decide what is classified today
- ``mainline``  which merge brought a commit to the main line
- ``branches``  which merges are agreement with a commit
- ``pull_requests``  which pull request a commit came with
- ``contacts``  whom trailers name
- ``people``  accounts that are not a person, and who is the same person
- ``mailmap``  people as a mailmap names them, read from a commit
- ``signatures``  signatures of commits
- ``tags``  the commits that tags name, and their signatures
- ``ssh``  SSH signatures of anything, made and checked
- ``openpgp``  which key an OpenPGP signature names
"""
