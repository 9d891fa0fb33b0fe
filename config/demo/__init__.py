"""Larkhaven: a town that does not exist, its agencies, its people and a year at its front door."""
