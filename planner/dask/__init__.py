"""A search on the workers of a Dask scheduler, on this machine and others.

Nothing here imports Dask before a scheduler is asked for: it is an extra, and slow to load.
"""
