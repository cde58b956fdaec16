"""Seeded clusters of buildings for scaling studies: drawn, not measured. Private to `cases`."""
