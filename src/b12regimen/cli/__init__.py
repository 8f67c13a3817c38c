"""The command line ``b12regimen`` (extra ``cli``)."""
