"""The shape of what is sent to this floor's pages."""
