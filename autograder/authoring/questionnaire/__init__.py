"""What a class believes before a course and after it: ten questions, in two forms."""
