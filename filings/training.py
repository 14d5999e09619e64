"""What ``python train.py`` does: review files in labels/review/ absorbed, four classifiers trained, a report."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from filings.files import TABLE_ENDINGS
from filings.review import absorb
from models.training import train
from nlp.knowledge import models_folder

NOTE = """Cross-validated, split by organisation group. Deep-synthesis filings are judged on our gists, which name the
field more often than the registry's own sentences do: benchmarks/tagging.py gives figures on the registry's text."""


def absorb_and_train(labels: Path, say: Callable[[str], None] = lambda line: None) -> str:
    """Absorb, train and save; the report as text.

    Raises
    ------
    InputError
        A label or a review file is faulty; nothing is trained then.
    """
    waiting = [p for p in sorted((labels / "review").glob("*")) if p.suffix.lower() in TABLE_ENDINGS]
    new, known = absorb(waiting, labels) if waiting else (0, 0)
    _, rows = train(labels, say)
    table = pd.DataFrame(rows).round(3)
    lines = [f"{len(waiting)} review files: {new} new decisions, {known} already there"] if waiting else []
    return "\n".join([*lines, table.to_string(index=False), NOTE, f"Models: {models_folder(labels)}"])
