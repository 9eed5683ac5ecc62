"""Measurements of speed: ratios taken side by side in one run, never times alone."""
