"""From an author's text file to the executed solution and the student's notebook."""
