"""The report's live parts: data for the page, packed, and the scripts that draw them."""
