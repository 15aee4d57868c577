"""The offline verifier: checks a custody log or an exported item with nothing but files and a log key.

It imports `crypto` and the standard library only, so that an auditor can read all of it in an
afternoon. It collects findings and never stops at the first. What it leaves to others: whether a
description is true, whether a header opens its payload (that needs an identity: use `age -d`), and RFC
3161 timestamp tokens (`openssl ts -verify`).
"""
