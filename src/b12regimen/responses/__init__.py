"""Is the treatment working? Two panels by the published time line."""
