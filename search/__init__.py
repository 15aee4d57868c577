"""Search over an index that nobody trusts: query model, blinding, what leaves encryption, the engines."""
