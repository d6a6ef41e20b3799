"""What a site holds besides pages: data, feeds, permanent addresses, styles and scripts."""
