"""A study: which searches run on which problems, the runs themselves, and what is kept of them."""
