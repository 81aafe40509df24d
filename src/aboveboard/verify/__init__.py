"""Holds every sentence against its grounds, and seals what passes."""
