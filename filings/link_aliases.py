"""What answers on links mean for labels/aliases.csv: a pure function of the answers that stand."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from nlp.decisions import in_order, ruling
from nlp.formulas import neutralised
from nlp.knowledge import read_knowledge
from nlp.matching import GROUP_ANSWER, ORGANISATION_ANSWER, read_pair_log
from nlp.organisations import ALIAS_COLUMNS, Organisations, load_organisations
from nlp.replacing import replacing
from nlp.resolver import known_organisation
from nlp.text import has_chinese


class _Alias(NamedTuple):
    """A row of aliases.csv, in the order of ALIAS_COLUMNS."""

    alias: str
    organisation: str
    kind: str
    claims: str = ""
    ambiguous: str = ""


def refresh_aliases(labels: Path) -> None:
    """Bring aliases.csv in line with the answers in name_pairs.csv.

    A yes makes the left an alias of the right's organisation, or a company that its group claims. A no keeps a name
    away from an organisation whose name or brand it begins with. An answer taken back takes its row with it.
    """
    log = in_order(read_pair_log(labels))
    asked = log[log["category"].isin([ORGANISATION_ANSWER, GROUP_ANSWER])]
    aliases = read_knowledge("aliases.csv", ALIAS_COLUMNS, labels)
    rules = ruling(asked, ["left", "right"], "same")
    answers = {(row.left, row.right): row.same for row in rules.itertuples(index=False)}
    organisations = load_organisations(labels)
    wanted: dict[_Alias, None] = {}
    unwanted: set[_Alias] = set()
    for row in asked.drop_duplicates(["left", "right"]).itertuples(index=False):
        rows = _rows(row.left, row.right, row.category, organisations)
        answer = answers.get((row.left, row.right), "")
        unwanted |= {alias for same, alias in rows.items() if same != answer}
        wanted |= {rows[answer]: None} if answer in rows else {}
    stand = list(aliases[ALIAS_COLUMNS].itertuples(index=False, name=None))
    dropped = unwanted - set(wanted)
    kept = aliases[[row not in dropped for row in stand]]
    added = pd.DataFrame([row for row in wanted if row not in set(stand)], columns=ALIAS_COLUMNS)
    if len(kept) < len(aliases) or len(added):
        with replacing(labels / "aliases.csv") as temporary:
            table = neutralised(pd.concat([kept, added]).fillna(""))
            table.to_csv(temporary, index=False, encoding="utf-8", lineterminator="\n")


def _rows(left: str, right: str, category: str, organisations: Organisations) -> dict[str, _Alias]:
    """The alias rows that yes and no would mean; none where the right is not in the organisation table."""
    organisation = known_organisation(right, organisations)
    if not organisation:
        return {}
    kind = "legal" if has_chinese(left) else "english"
    yes = _Alias(left, organisation, kind)
    if category == GROUP_ANSWER:
        yes = yes._replace(claims="yes", ambiguous="yes")
    return {"yes": yes, "no": _Alias(left, organisation, kind, claims="no", ambiguous="yes")}
