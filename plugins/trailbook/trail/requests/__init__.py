"""What forges and review tools said of the requests that brought changes in, as it is kept in git.

Nothing here uses the network: ``trailbook.forges`` fetches, this room reads what a clone holds.

- ``statement``  what one request was when it was fetched, as an in-toto Statement
- ``branch``  the branch that keeps the statements, and how it grows
- ``signed``  which of its commits a listed key signed
- ``forgetting``  the branch without the name of an account
- ``landed``  the versions of one request together, and what of its reviews holds
- ``rebased``  the commits of a request that landed in a row, without a merge
- ``overlay``  decisions with the reasons and reviews of their requests
"""
