"""Official lists in, one filing table out: ``read`` is the way in."""

from filings.sources.findings import Findings
from filings.sources.reading import read

__all__ = ["Findings", "read"]
