"""The Reconciliation Service API 0.2 over the organisation table, for OpenRefine and other clients.

A query is a name with hints; the answer is the organisations that may be meant, each with the one score of the
project (see `matching`). ``filings serve`` runs it; docs/openrefine.md shows how to use it.
"""
