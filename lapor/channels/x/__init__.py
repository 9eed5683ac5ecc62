"""X: mentions are answered once, in public, with where to report. Not verified against X itself."""
