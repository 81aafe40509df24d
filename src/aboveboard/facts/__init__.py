"""Agrees, ages and derives facts; counts neighbours."""
