"""Writes of this floor: `writing` is the agency's report, `rendering` is what is drawn from it."""
