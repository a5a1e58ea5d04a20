"""What an instructor does with a class: hand out, collect, grade, hand back, export."""
