"""Measures how alike groups are treated."""
