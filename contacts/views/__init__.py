"""Pages of those who ask, and of the desk."""
