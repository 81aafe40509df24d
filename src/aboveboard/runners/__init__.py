"""Runs the same stages in process or over worker processes."""
