"""When each record was reviewed, when it has to be reviewed next, and in which sittings."""
