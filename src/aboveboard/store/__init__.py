"""Keeps businesses, sealed contacts, bases, suppressions, messages and salts."""
