"""A run in progress as other processes see it: its folder is read, never written."""
