"""Aboveboard: ethical hyper-personalised outreach to small businesses, with nothing hidden."""

__version__ = "0.1.0"
