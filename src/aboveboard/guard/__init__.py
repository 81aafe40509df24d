"""Answers whether we may look and whether we may write, with every reason."""
