"""A written order: read, and compared with a guideline."""
