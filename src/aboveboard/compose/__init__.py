"""Writes drafts from briefs."""
