"""X: mentions, signatures. No counterpart of X itself exists to be tried with."""
