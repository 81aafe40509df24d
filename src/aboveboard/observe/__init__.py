"""Reads a business's public pages and registers into facts."""
