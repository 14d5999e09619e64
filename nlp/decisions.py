"""Decisions of people: logs to which rows are only ever appended, and what stands when all of them are read.

Each reviewer has one word on each question: the last. ``-`` takes it back. Of several reviewers' words the
latest rules. Days decide what is later, and within a day the order of the rows; a row without a day is as old
as the row above it.
"""

from typing import Final

import pandas as pd

WITHDRAWN: Final = "-"


def in_order(log: pd.DataFrame) -> pd.DataFrame:
    """The rows of a log (all str, with ``reviewed_on``), the oldest first."""
    days = log["reviewed_on"].str[:10].where(log["reviewed_on"].ne("")).ffill().fillna("")
    return log.loc[days.sort_values(kind="stable").index]


def standing(ordered: pd.DataFrame, question: list[str], answer: str) -> pd.DataFrame:
    """Each reviewer's word on each question, without what was taken back.

    Parameters
    ----------
    ordered : DataFrame with the columns of ``question``, ``answer`` and ``reviewer``, as `in_order` sorts it.
    """
    words = ordered.drop_duplicates([*question, "reviewer"], keep="last")
    return words[words[answer].ne(WITHDRAWN)]


def ruling(ordered: pd.DataFrame, question: list[str], answer: str) -> pd.DataFrame:
    """The word that rules on each question: one row a question."""
    return standing(ordered, question, answer).drop_duplicates(question, keep="last")
