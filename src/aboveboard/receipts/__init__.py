"""Keeps the log of salted receipts that anyone can check."""
