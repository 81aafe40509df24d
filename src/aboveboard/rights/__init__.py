"""Answers people: see, correct, object, take along, erase."""
