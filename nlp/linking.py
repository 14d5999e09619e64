"""Table ↔ table: which name on the right is the same organisation as each name on the left."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from nlp.candidates import candidates
from nlp.evidence import evidence
from nlp.matching import Scorer, score_pairs
from nlp.organisations import Organisations
from nlp.resolver import known_organisation

LINK_COLUMNS: Final = ["left_row", "left_name", "right_row", "right_name", "rank", "probability", "evidence"]
#: Probability that two names which the tables know are the same organisation, and that they are not.
KNOWN_SAME: Final = 0.99
KNOWN_OTHER: Final = 0.01
#: Least probability that the name of a group means a company of it: lists that name groups mean one of their companies.
KNOWN_GROUP: Final = 0.5
#: Columns, of the left name and of the right, whose organisations are the same where the two are one organisation, or
#: a group and one of its companies.
TOGETHER: Final = (("organisation", "organisation"), ("organisation", "group"), ("group", "organisation"))
#: Candidates of a name that are scored.
SCORED: Final = 30
_JUDGED: Final = {"yes": "judged same", "no": "judged other"}
_SAME, _OTHER = ["same", "judged same"], ["other", "judged other"]


def link_names(
    left: Sequence[str],
    right: Sequence[str],
    organisations: Organisations,
    scorer: Scorer,
    top: int = 1,
    min_probability: float = 0.0,
    judged: Mapping[tuple[str, str], str] | None = None,
) -> pd.DataFrame:
    """Up to ``top`` names of the right for each name of the left, the most probable first.

    Parameters
    ----------
    left, right : names, Chinese or English.
    min_probability : candidates below it are left out.
    judged : what people said of pairs, as `nlp.matching.judged_pairs` returns it; a yes or no rules.

    Returns
    -------
    DataFrame with LINK_COLUMNS: rows are positions from 0; a left name without candidate has one row with
    empty right cells and probability 0.
    """
    names, others = list(dict.fromkeys(left)), list(dict.fromkeys(right))
    pairs = _scored(names, others, organisations, scorer, judged or {})
    pairs = pairs[pairs["probability"].ge(min_probability)]
    pairs["rank"] = pairs.groupby("left").cumcount() + 1
    pairs = pairs[pairs["rank"].le(top)]
    pairs["evidence"] = [
        evidence(names[row.left], others[row.right], row.known) for row in pairs.itertuples(index=False)
    ]
    return _table(left, right, names, others, pairs)


def _scored(
    names: list[str],
    others: list[str],
    organisations: Organisations,
    scorer: Scorer,
    judged: Mapping[tuple[str, str], str],
) -> pd.DataFrame:
    """Candidate pairs with their probability, best first within each left name."""
    left_known = [known_organisation(name, organisations) for name in names]
    right_known = [known_organisation(name, organisations) for name in others]
    blocks = candidates(names, others, SCORED)[["left", "right"]]
    pairs = pd.concat(
        [_known_together(left_known, right_known, organisations.root), _judged_same(names, others, judged), blocks]
    )
    pairs = pairs.drop_duplicates().sort_values("right")  # each name on the right is taken apart once
    lefts, rights = pairs["left"].tolist(), pairs["right"].tolist()
    named = pd.DataFrame(
        {
            "left": [names[i] for i in lefts],
            "right": [others[j] for j in rights],
            "left_organisation": [left_known[i] for i in lefts],
            "right_organisation": [right_known[j] for j in rights],
        }
    )
    scored = score_candidates(named, organisations, scorer, judged)
    pairs = pairs.assign(probability=scored["probability"].to_numpy(), known=scored["known"].to_numpy())
    return pairs.sort_values(["left", "probability", "right"], ascending=[True, False, True])


def score_candidates(
    pairs: pd.DataFrame,
    organisations: Organisations,
    scorer: Scorer,
    judged: Mapping[tuple[str, str], str],
) -> pd.DataFrame:
    """The probability of each pair of names, from their letters, the organisation tables and what people judged.

    Parameters
    ----------
    pairs : DataFrame of str with left and right, names; left_organisation and right_organisation, the ids that
        `nlp.resolver.known_organisation` gives them.
    organisations, scorer, judged : as `link_names` takes them.

    Returns
    -------
    ``pairs`` with ``probability`` (float, four digits) and ``known`` (what tables and people say of the pair, or "").
    """
    left, right = pairs["left"].tolist(), pairs["right"].tolist()
    chances = score_pairs(scorer, left, right)
    ids = pairs["left_organisation"].tolist(), pairs["right_organisation"].tolist()
    known = [
        _JUDGED.get(judged.get((name, other), "")) or _relation(id_, other_id, organisations)
        for name, other, id_, other_id in zip(left, right, *ids, strict=True)
    ]
    relation = np.array(known, dtype=object)
    chances = np.where(np.isin(relation, _SAME), KNOWN_SAME + (1 - KNOWN_SAME) * chances, chances)
    chances = np.where(np.isin(relation, _OTHER), KNOWN_OTHER * chances, chances)
    chances = np.where(relation == "group", np.maximum(KNOWN_GROUP, chances), chances)
    return pairs.assign(probability=chances.round(4), known=relation)


def _known_together(left: list[str], right: list[str], root: Mapping[str, str]) -> pd.DataFrame:
    """Pairs of names that the tables know as one organisation, or as a group and one of its companies."""
    a, b = (
        pd.DataFrame({"organisation": ids, "group": [root.get(id_, "") for id_ in ids], side: range(len(ids))})
        for ids, side in ((left, "left"), (right, "right"))
    )
    a, b = a[a["organisation"].ne("")], b[b["organisation"].ne("")]
    pairs = [a.merge(b, left_on=ours, right_on=theirs) for ours, theirs in TOGETHER]
    return pd.concat(pairs)[["left", "right"]]


def _judged_same(names: list[str], others: list[str], judged: Mapping[tuple[str, str], str]) -> pd.DataFrame:
    """Pairs that a person called the same, also where the names share nothing."""
    left = {name: i for i, name in enumerate(names)}
    right = {name: j for j, name in enumerate(others)}
    said = [(left[a], right[b]) for (a, b), same in judged.items() if same == "yes" and a in left and b in right]
    return pd.DataFrame(said, columns=["left", "right"], dtype=int)


def _relation(left: str, right: str, organisations: Organisations) -> str:
    """same, other, group (the one is the other's), or "" where the tables don't know both or leave it open.

    A group and the company of it that bears its name are the same; two companies of a group may be.
    """
    if not left or not right:
        return ""
    group, heads = organisations.root[left], organisations.heads
    if group != organisations.root[right]:
        return "other"
    if left in (right, heads.get(right)) or right == heads.get(left):
        return "same"
    return "group" if group in (left, right) else ""


def _table(
    left: Sequence[str], right: Sequence[str], names: list[str], others: list[str], pairs: pd.DataFrame
) -> pd.DataFrame:
    place_left = {name: i for i, name in enumerate(names)}
    first_right = {name: row for row, name in reversed(list(enumerate(right)))}
    right_names = [others[j] for j in pairs["right"]]
    found = pairs.assign(right_name=right_names, right_row=[first_right[name] for name in right_names])
    rows = pd.DataFrame({"left_row": range(len(left)), "left_name": left, "left": [place_left[name] for name in left]})
    cells = ["right_row", "right_name", "rank", "evidence"]
    table = rows.merge(found.astype(dict.fromkeys(cells, object)), on="left", how="left")[LINK_COLUMNS]
    return table.fillna(dict.fromkeys(cells, "") | {"probability": 0.0})
