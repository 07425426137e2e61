"""Figures by measurement, beside what others reach, in one run on one machine.

Each module here has `run(options) -> Iterator[Table]`; `python -m bench` runs them all. Read ratios between rows of
one table: absolute figures belong to the machine they were measured on.
"""
