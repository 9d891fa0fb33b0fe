"""The pages of the desk, the outcome and the Early Help inbox."""
