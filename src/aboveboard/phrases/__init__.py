"""Sentence patterns and reasons as data, one folder a language."""
