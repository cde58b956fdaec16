"""Equations of the dispatch model, one file per family; each equation stands once."""
