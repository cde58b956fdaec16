"""Radial distribution feeders: what one is, reading and checking it, and those that ship."""
