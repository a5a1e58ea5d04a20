"""From what a learning platform lets one download to a notebook for each student and chapter."""
