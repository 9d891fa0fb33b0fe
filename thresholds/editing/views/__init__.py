"""Pages of the matrix editor, for administrators."""
