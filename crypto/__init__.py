"""Pure functions on bytes: digests, canonical JSON, age, Merkle tree, notes, proofs, blind index tokens."""
