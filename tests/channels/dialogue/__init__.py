"""The dialogue, as people speak it."""
