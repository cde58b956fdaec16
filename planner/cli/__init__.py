"""The `clusterflex` command: one file per command, nothing slow imported before it is needed."""
