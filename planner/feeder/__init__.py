"""A design, or a whole population of buildings, on a distribution feeder."""
