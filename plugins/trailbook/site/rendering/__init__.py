"""What turns records and decisions into Markdown and HTML: templates, links, addresses."""
