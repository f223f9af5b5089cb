"""The shape of what is typed; no writes, no rights."""
