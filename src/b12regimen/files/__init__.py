"""TOML files: their lines, their entries, what one takes over from another, and the findings on the way."""
