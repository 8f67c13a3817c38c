"""A patient in the words of one guideline."""
