"""Where a report belongs, what it resembles, whether it is answered: reckoning, without rows."""
