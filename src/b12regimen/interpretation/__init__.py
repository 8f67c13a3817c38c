"""What a panel of results says by one source, and what spoils a result."""
