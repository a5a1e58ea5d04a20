"""Right numbers and how near an answer is to them: oracles, probe points, comparison."""
