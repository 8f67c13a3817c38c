"""What a regimen is, how it is read and printed, counted and settled."""
