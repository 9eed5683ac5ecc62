"""LINE, from the first word to the rating."""
