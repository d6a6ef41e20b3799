"""Everything known of one knowledge base: its configuration, records, history and problems."""
