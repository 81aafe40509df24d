"""Learns from outcomes in exact integer sums, and forgets as exactly."""
