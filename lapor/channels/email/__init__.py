"""Word by e-mail."""
