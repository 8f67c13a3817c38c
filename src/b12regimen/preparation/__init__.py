"""A dose in the product in hand."""
