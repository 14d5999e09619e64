"""What the audit sample says of the table's accuracy, and what review changed: `filings review --report`."""

from pathlib import Path

import pandas as pd
from scipy.stats import binomtest

from models.labels import FIELDS, UNKNOWN, decisions, read_log
from nlp.decisions import ruling, standing

LEVEL = 0.95


def accuracy(right: pd.Series) -> dict[str, object]:
    """Share of right predictions and its Wilson interval (1927, Probable inference), from a Series of bool."""
    low, high = binomtest(int(right.sum()), len(right)).proportion_ci(LEVEL, "wilson")
    return {"n": len(right), "accuracy": right.mean(), "low": low, "high": high}


def audit_tables(labels: Path) -> dict[str, pd.DataFrame]:
    """Everything that `audit_report` says, as tables.

    Returns
    -------
    ``accuracy`` : field, registry ("all" for all of them), n, accuracy, low, high; from answers to audit rows only,
    without those that found no basis (?).
    ``changes`` : field, confirmed, changed, no basis; the answers to all questions.
    ``corrections`` : field, predicted, label, answers; the most frequent first.
    ``conflicts`` : filing_no, field, and what each reviewer says.
    """
    log = read_log(labels)
    ordered = decisions(log)
    registry = log[log["registry"].ne("")].drop_duplicates("filing_no", keep="last").set_index("filing_no")["registry"]
    rules = ruling(ordered, ["filing_no", "field"], "label")
    asked = ordered[ordered["predicted"].ne("")].drop_duplicates(["filing_no", "field"])
    answered = asked[["filing_no", "field", "predicted", "reason"]].merge(rules[["filing_no", "field", "label"]])
    answered["registry"] = answered["filing_no"].map(registry)
    answered["right"] = answered["predicted"].eq(answered["label"])
    judged = answered[answered["label"].ne(UNKNOWN)]
    changed = judged[~judged["right"]]
    return {
        "accuracy": _accuracies(judged[judged["reason"].eq("audit")]),
        "changes": _changes(answered),
        "corrections": changed.value_counts(["field", "predicted", "label"]).rename("answers").reset_index(),
        "conflicts": _conflicts(standing(ordered[ordered["reviewer"].ne("")], ["filing_no", "field"], "label")),
    }


def _accuracies(audit: pd.DataFrame) -> pd.DataFrame:
    rows = [
        {"field": field, "registry": registry, **accuracy(part["right"])}
        for field in FIELDS
        for registry in ["all", *sorted(audit["registry"].unique())]
        if len(part := audit[audit["field"].eq(field) & (audit["registry"].eq(registry) | (registry == "all"))])
    ]
    return pd.DataFrame(rows, columns=["field", "registry", "n", "accuracy", "low", "high"])


def _changes(answered: pd.DataFrame) -> pd.DataFrame:
    parts = [(field, answered[answered["field"].eq(field)]) for field in FIELDS]
    rows = [
        {
            "field": field,
            "confirmed": int(part["right"].sum()),
            "changed": int((~part["right"] & part["label"].ne(UNKNOWN)).sum()),
            "no basis": int(part["label"].eq(UNKNOWN).sum()),
        }
        for field, part in parts
        if len(part)
    ]
    return pd.DataFrame(rows, columns=["field", "confirmed", "changed", "no basis"])


def _conflicts(words: pd.DataFrame) -> pd.DataFrame:
    said = words.assign(said=words["reviewer"] + " " + words["label"]).groupby(["filing_no", "field"], sort=False)
    rows = said["said"].agg(", ".join).rename("reviewers say, the last one rules").reset_index()
    return rows[said["label"].nunique().gt(1).to_numpy()]


def audit_report(labels: Path, most: int = 20) -> str:
    """Accuracy from the audit sample by field and registry, what review changed, and who differs, as text."""
    tables = audit_tables(labels)
    audit = tables["accuracy"]
    lines = ["Accuracy on audit rows, which are a random sample of what nobody had judged (95 % Wilson interval):"]
    lines += [_text(audit)] if len(audit) else ["no audit row is answered yet"]
    lines += ["", "Answers to the questions of review files:"]
    lines += [_text(tables["changes"])] if len(tables["changes"]) else ["none yet"]
    for name, title in (("corrections", "Most frequent corrections:"), ("conflicts", "Reviewers who differ:")):
        if len(tables[name]):
            lines += ["", title, _text(tables[name].head(most))]
    return "\n".join(lines)


def _text(table: pd.DataFrame) -> str:
    return str(table.to_string(index=False, float_format="{:.3f}".format))
