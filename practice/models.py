"""Fictional cases that people practise on, and what they answered."""
