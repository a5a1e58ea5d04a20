"""Pictures with words: figures with alternative text, and the course's own drawings."""
