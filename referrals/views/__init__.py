"""Pages for people who refer."""
