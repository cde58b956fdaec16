"""A run as files for other programs: Excel, JSON, CSV, Parquet."""
