"""What to measure or review beside injections, and when."""
