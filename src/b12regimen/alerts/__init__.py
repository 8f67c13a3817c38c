"""What can go wrong, as data with sources."""
