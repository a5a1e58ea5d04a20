"""What a notebook imports: ``from autograder.lesson import check, device``."""
