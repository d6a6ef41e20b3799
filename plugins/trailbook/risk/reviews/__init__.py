"""When each record is to be reviewed, and when it was."""
