"""From bytes to checked data: files, text, TOML, CSV profiles. Private to `cases`."""
