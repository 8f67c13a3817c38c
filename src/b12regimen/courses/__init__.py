"""A regimen on the calendar of one patient."""
