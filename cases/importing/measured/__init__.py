"""Measurements of a year, read strictly and brought onto a case's clock. Private to `cases`."""
