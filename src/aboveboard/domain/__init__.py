"""The nouns every room speaks in; import them from their own modules."""
