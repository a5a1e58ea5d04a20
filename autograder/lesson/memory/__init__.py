"""What a kernel remembers: failures, verdicts, open hints, first predictions."""
