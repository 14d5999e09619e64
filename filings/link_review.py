"""Doubtful links of names as questions to a person: is it the same organisation, is it one of that group?"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from filings.table import LINK_REVIEW_COLUMNS
from nlp.gloss import english_name
from nlp.linking import link_names
from nlp.matching import GROUP_ANSWER, ORGANISATION_ANSWER, load_scorer, read_pairs
from nlp.organisations import Organisations
from nlp.resolver import known_organisation
from nlp.text import has_chinese

#: From this confidence on a link is no question; and from this probability on a name that we took for unknown is one.
SURE: Final = 0.95
LIKELY: Final = 0.5
#: Between these a link of two tables is a question.
LINK_DOUBTS: Final = (0.1, 0.9)
CANDIDATES: Final = 4


def doubtful_organisations(
    enriched: pd.DataFrame, organisations: Organisations, labels: Path, limit: int | None = None
) -> pd.DataFrame:
    """Links of a tagged table that a person should look at, those of most filings first.

    Asked are links that rest on a brand or on the beginning of a name, and names that the organisation table does not
    know although one of its names is probably the same.

    Parameters
    ----------
    enriched : DataFrame with TAGGED_COLUMNS.
    organisations, labels : what it was made with; pairs that were answered are not asked again.
    limit : rows at most.

    Returns
    -------
    DataFrame with LINK_REVIEW_COLUMNS.
    """
    names = enriched.drop_duplicates("organisation").set_index("organisation", drop=False)
    known = names["organisation_id"].isin(organisations.table.index)
    grouped = names["group_id"].isin(organisations.table.index)
    weak = names["link_confidence"].lt(SURE) & grouped
    told = pd.DataFrame(
        {
            "left": names.loc[weak, "organisation"],
            "right": names.loc[weak, "organisation_zh"].where(known[weak], names.loc[weak, "group_zh"]),
            "relation": known[weak].map({True: "organisation", False: "group"}),
            "probability": names.loc[weak, "link_confidence"],
            "evidence": names.loc[weak, "link_evidence"],
            "candidates": "",
        }
    )
    found = _candidates(list(names.index[~grouped]), organisations, labels)
    questions = pd.concat([told, found[found["probability"].ge(LIKELY)]], ignore_index=True)
    questions["filings"] = enriched["organisation"].value_counts().reindex(questions["left"]).to_numpy()
    worth = questions["filings"] * questions["probability"].astype(float)
    worth = worth.sort_values(ascending=False, kind="stable")
    return _finished(questions.loc[worth.index], organisations, labels, limit)


def _candidates(unknown: Sequence[str], organisations: Organisations, labels: Path) -> pd.DataFrame:
    """The nearest name of the organisation table for each unknown name, and the next ones in ``candidates``."""
    names = list(full_names(organisations)["name"].drop_duplicates())
    return _first_of_each(link_names(unknown, names, organisations, load_scorer(labels), top=CANDIDATES))


def full_names(organisations: Organisations) -> pd.DataFrame:
    """The rows of `Organisations.names` with which a full name may be compared: no brands, products and letters."""
    names = organisations.names
    return names[names["kind"].isin(["legal", "former", "english"]) & names["ambiguous"].ne("yes")]


def doubtful_links(links: pd.DataFrame, organisations: Organisations, labels: Path) -> pd.DataFrame:
    """Links of two tables that a person should look at, the most doubtful first: DataFrame with LINK_REVIEW_COLUMNS.

    links : DataFrame with the columns of `nlp.linking.LINK_COLUMNS`, several ranks a left name where there are.
    """
    first = _first_of_each(links)
    counts = links.drop_duplicates("left_row")["left_name"].value_counts()
    questions = first[first["probability"].between(*LINK_DOUBTS)]
    questions = questions.assign(filings=counts.reindex(questions["left"]).to_numpy())
    doubt = (questions["probability"] - 0.5).abs().sort_values(kind="stable")
    return _finished(questions.loc[doubt.index], organisations, labels)


def _first_of_each(links: pd.DataFrame) -> pd.DataFrame:
    """One row a left name: its best candidate, and the others in words."""
    found = links[links["right_name"].ne("")].drop_duplicates(["left_name", "right_name"])
    found = found.assign(said=found["right_name"] + " " + found["probability"].map("{:.2f}".format).astype(str))
    others = found.groupby("left_name", sort=False)["said"].agg(lambda said: "; ".join(said.iloc[1:CANDIDATES]))
    first = found.drop_duplicates("left_name")
    return pd.DataFrame(
        {
            "left": first["left_name"],
            "right": first["right_name"],
            "relation": "organisation",
            "probability": first["probability"],
            "evidence": first["evidence"],
            "candidates": first["left_name"].map(others),
        }
    )


def _finished(
    questions: pd.DataFrame, organisations: Organisations, labels: Path, limit: int | None = None
) -> pd.DataFrame:
    """Questions that nobody has answered, the known name on the right, both names also in the other script."""
    answered = _Answered(organisations, labels)
    rows = [dict.fromkeys(LINK_REVIEW_COLUMNS, "") | row for row in questions.to_dict("records")]
    fresh = [row for row in rows if not answered.knows(row["left"], row["right"])][:limit]
    for row in fresh:
        if known_organisation(row["left"], organisations) and not known_organisation(row["right"], organisations):
            row["left"], row["right"] = row["right"], row["left"]
        row["organisation"] = known_organisation(row["right"], organisations)
        row["left_in_english"] = _in_english(row["left"], organisations)
        row["right_in_english"] = _in_english(row["right"], organisations)
    return pd.DataFrame(fresh, columns=LINK_REVIEW_COLUMNS)


class _Answered:
    """Which questions people have answered: about a pair, about an organisation by another name, about a group."""

    def __init__(self, organisations: Organisations, labels: Path) -> None:
        self._organisations = organisations
        pairs = read_pairs(labels)
        pairs = pairs[pairs["category"].isin([ORGANISATION_ANSWER, GROUP_ANSWER])]
        self._pairs: set[frozenset[str]] = set()
        for row in pairs.itertuples(index=False):
            self._pairs.add(frozenset((row.left, row.right)))
            organisation = known_organisation(row.right, organisations)
            if organisation:
                whole = row.category == GROUP_ANSWER
                self._pairs.add(frozenset((row.left, self._group(organisation) if whole else organisation)))

    def knows(self, left: str, right: str) -> bool:
        organisation = known_organisation(right, self._organisations)
        asked = [right, organisation, self._group(organisation)] if organisation else [right]
        return any(frozenset((left, name)) in self._pairs for name in asked)

    def _group(self, organisation: str) -> str:
        return f"group {self._organisations.root[organisation]}"


def _in_english(name: str, organisations: Organisations) -> str:
    """The known English name, else a readable one; "" for a name that is in English already."""
    if not has_chinese(name):
        return ""
    known = known_organisation(name, organisations)
    return (organisations.table["name_en"].get(known, "") if known else "") or english_name(name)
