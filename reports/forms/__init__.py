"""The shape of input on this floor."""
