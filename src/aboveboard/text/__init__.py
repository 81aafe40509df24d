"""Finds, parses and formats numbers, dates, money, hours, addresses and persons in text."""
