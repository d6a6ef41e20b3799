"""Whether configurations are what policies ask for: snapshots of settings compared with templates."""
