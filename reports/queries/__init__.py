"""Reads of this floor: `writing` behind the editor, `rendering` behind what leaves as PDF."""
