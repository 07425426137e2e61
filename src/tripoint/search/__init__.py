"""Finding matters by the words in them, in all scripts of the region, without keeping the words.

The index holds keyed digests of words and not the words: a copy of the database tells no more than the sealed contents
do. What is erased in the ledger leaves the index in the same transaction.
"""
