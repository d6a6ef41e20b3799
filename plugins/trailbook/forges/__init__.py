"""What forges and review tools are asked, and what they answer. The only room that uses the network.

- ``addresses``  which forge hosts a repository, and whose token may be sent there
- ``http``  requests to one host: repeated when they fail, delayed when the forge asks for it
- ``answers``  from what a forge states to a request as it is kept
- ``listing``  what each forge below gives: its merged requests page by page, the newest change first
- ``github``  GitHub, by GraphQL
- ``gitlab``  GitLab, by REST
- ``gitea``  Gitea and Forgejo, by REST
- ``issues``  issues that hold what is due, one for each owner
- ``exports``  files with what a forge or a review tool gave: no network at all
- ``fetching``  from requests to statements in the branch that keeps them: start here
"""
