"""The pages: the door, one form, one operation, a redirect."""
