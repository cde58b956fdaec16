"""Feeders from the files of other programs: pandapower, MATPOWER, OpenDSS."""
