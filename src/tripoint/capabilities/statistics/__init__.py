"""Counts of what was asked, answered and refused; for outside, small numbers are hidden (safeguard S14)."""
