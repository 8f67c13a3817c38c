"""How a value is written for a person: one structure, from which both the text and the HTML come."""
