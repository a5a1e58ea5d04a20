"""Where a student stands: points, minutes and the next step, as tables."""
