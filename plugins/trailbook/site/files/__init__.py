"""The files of a site that are not pages: data, feeds, permanent addresses, styles and scripts."""
