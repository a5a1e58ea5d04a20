"""A chapter as data: its cards, cells, key and sample answers. No torch, no nbgrader."""
