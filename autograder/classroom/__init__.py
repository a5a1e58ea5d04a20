"""What students and instructors do around a notebook: open, hand in, grade, hand back."""
