"""Several guidelines, two versions of one, and a file before it is used."""
