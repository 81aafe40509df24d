"""Mathematics that knows no marketing: trees of hashes, canonical bytes, exact sums, keyed chance, intervals."""
