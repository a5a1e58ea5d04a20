"""The student's desk: the lab, the working copies, what is handed in."""
