"""Help for those who propose a change: drafts of records, checks of commit messages, and code owners."""
