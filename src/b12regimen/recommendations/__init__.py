"""The answer: what the table says, what it rests on, and how it is written."""
