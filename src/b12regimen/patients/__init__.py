"""What is known of a patient, what a laboratory measured, and the facts that a guideline may look at."""
