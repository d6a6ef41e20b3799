"""Two revisions of a record compared, as changes in the record's own terms."""
