"""Decision tables: proved, looked up, compared. No medicine in here."""
