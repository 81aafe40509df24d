"""Chooses an offer, an angle and a channel among those that the guard allowed."""
