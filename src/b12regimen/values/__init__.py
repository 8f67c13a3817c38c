"""What everything is made of: lengths of time, exact quantities, intervals, sources."""
