"""Pages of this floor: the door, one form, one operation, a redirect."""
