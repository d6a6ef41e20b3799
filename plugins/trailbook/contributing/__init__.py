"""What helps somebody who proposes a change: drafts of records, commit messages that say why, owners who are asked."""
