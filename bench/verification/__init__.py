"""Figures of verify, one module a kind of text."""
