"""Reads of this floor: the diary in `diary`, the clock in `clock`."""
