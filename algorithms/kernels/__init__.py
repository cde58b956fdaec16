"""Compiled loops over whole arrays: no random numbers are drawn here, none is needed twice.

Compiled once per machine and kept in numba's cache. Every kernel has a plain Python twin, its own
`py_func`, and in the tests one of whole-array NumPy.
"""
