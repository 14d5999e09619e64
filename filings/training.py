"""What ``python train.py`` does: review files in labels/review/ absorbed, four classifiers trained, a report."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from filings.absorbing import absorb, waiting_files
from models.training import train
from nlp.knowledge import models_folder
from nlp.matching import train_scorer

NOTE = """Cross-validated, split by organisation group: no company is both learnt from and judged. A filing is judged
as a new list shows it: names and what its purpose states, without our gist, half of the organisations unknown."""


def absorb_and_train(labels: Path, say: Callable[[str], None] = lambda line: None) -> str:
    """Absorb, train and save; the report as text.

    Raises
    ------
    InputError
        A label or a review file is faulty; nothing is trained then.
    """
    waiting = waiting_files(labels)
    absorbed = absorb(waiting, labels)
    _, rows = train(labels, say)
    say("names")
    _, pairs = train_scorer(labels)
    tables = [pd.DataFrame(part).round(3).to_string(index=False) for part in (rows, pairs)]
    lines = [f"{len(waiting)} review files: {absorbed.summary()}", *absorbed.remarks] if waiting else []
    return "\n".join([*lines, tables[0], NOTE, tables[1], f"Models: {models_folder(labels)}"])
