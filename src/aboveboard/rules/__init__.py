"""The rule packs, as data, one file a regime."""
