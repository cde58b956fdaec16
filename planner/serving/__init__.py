"""Runs side by side in a browser: read-only, from this machine's own folders."""
