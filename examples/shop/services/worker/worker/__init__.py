"""Turns the day's orders into a packing list and a list of what to reorder."""
