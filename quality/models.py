"""Trying a change of the matrix on what was sent before, and how evenly the matrix is applied."""
