"""From data of a whole year to a case folder: profiles, typical days, data sets of others."""
