"""The main job: filing table in, enriched table out. A pure function of the table, the labels and the models.

Organisations are resolved over the whole table, since renames and filing numbers join names that stand far apart;
with its links each filing is tagged by itself (`tag_linked`), here, in another process or on a cluster.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from filings.sources.numbers import parts_of
from filings.table import FIELDS, NO_PRODUCT, REGISTRIES, TAGGED_COLUMNS
from models.contradictions import contradicted
from models.facets import states_of
from models.features import features
from models.labels import codes_of, read_rulings
from models.tagger import Tagger
from models.thresholds import threshold_for
from models.views import describe, known_facts
from nlp.organisations import Organisations
from nlp.resolver import resolve_names

TARGET_PRECISION: Final = 0.95
#: Confidence of an ownership that follows from the organisation table: what two careful readers agree on.
ORGANISATION_CONFIDENCE: Final = 0.99
LABEL_CONFIDENCE: Final = 1.0
SURE: Final = 0.9  # a model as sure as this of another owner makes the organisation table's word doubtful


def tag(
    filings: pd.DataFrame,
    organisations: Organisations,
    tagger: Tagger,
    labels: Path,
    target_precision: float = TARGET_PRECISION,
) -> pd.DataFrame:
    """Resolve organisations and tag the four fields.

    Parameters
    ----------
    filings : DataFrame with FILING_COLUMNS.
    organisations, tagger : who is who, and the trained models.
    labels : folder whose filings.csv overrules the models, filing by filing.
    target_precision : share of right labels wanted among those that are not sent to review.

    Returns
    -------
    DataFrame with TAGGED_COLUMNS on the same index.
    """
    enriched, _ = tag_with_chances(filings, organisations, tagger, labels, target_precision)
    return enriched


def tag_with_chances(
    filings: pd.DataFrame,
    organisations: Organisations,
    tagger: Tagger,
    labels: Path,
    target_precision: float = TARGET_PRECISION,
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """`tag`, and each field's probabilities: DataFrame of float (filings × codes), 0 or 1 where not modelled."""
    links = resolve_filings(filings, organisations)
    return tag_linked(filings, links, rules_of(organisations, tagger, labels, target_precision))


@dataclass(frozen=True)
class Rules:
    """All that tags a filing but the filing itself and its links. It reads no file and can be sent to processes.

    known : facts of organisations, as `models.views.known_facts` returns them.
    decided : labels of people, as `models.labels.read_rulings` returns them.
    codes : the codes of each field.
    """

    tagger: Tagger
    known: pd.DataFrame
    decided: pd.DataFrame
    codes: dict[str, list[str]]
    target_precision: float

    @cached_property
    def thresholds(self) -> dict[str, pd.Series]:
        """Field → review threshold by registry."""
        return {field: _thresholds(self.tagger.out_of_fold[field], self.target_precision) for field in FIELDS}


def rules_of(
    organisations: Organisations, tagger: Tagger, labels: Path, target_precision: float = TARGET_PRECISION
) -> Rules:
    """The rules of a labels folder; arguments as `tag` takes them."""
    return Rules(
        tagger,
        known_facts(organisations, tagger.seen),
        read_rulings(labels),
        {field: codes_of(field, labels) for field in FIELDS},
        target_precision,
    )


def tag_linked(
    filings: pd.DataFrame, links: pd.DataFrame, rules: Rules
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """`tag_with_chances` for filings whose organisation columns are known: ``links``, on the same index."""
    decided = rules.decided.reindex(filings["filing_no"]).fillna("").set_index(filings.index)
    asked = decided.eq("").any(axis=1).to_numpy()  # the models have no say where people decided every field
    parts = []
    if asked.any():
        parts.append(_tag_modelled(filings[asked], links[asked], decided[asked], rules))
    if not asked.all():
        parts.append(_tag_decided(decided[~asked], rules.codes))
    order = np.concatenate([np.flatnonzero(asked), np.flatnonzero(~asked)]).argsort()
    tables, chances = zip(*parts, strict=True)
    enriched = pd.concat([filings, links, pd.concat(tables).iloc[order]], axis=1)
    return enriched[TAGGED_COLUMNS], {field: pd.concat(part[field] for part in chances).iloc[order] for field in FIELDS}


def _tag_modelled(
    filings: pd.DataFrame, links: pd.DataFrame, decided: pd.DataFrame, rules: Rules
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """The columns of the four fields and ``doubtful``, and each field's probabilities, where models are asked."""
    described = describe_filings(filings, links, rules.known)
    made = features(described)
    matrix = rules.tagger.vectoriser.transform(made)
    tables, chances, doubtful = [], {}, []
    for field in FIELDS:
        table, chances[field] = _tag_field(field, matrix, described, decided[field], rules)
        tables.append(table.drop(columns=["modelled", "modelled_confidence"]))
        thresholds = filings["registry"].map(rules.thresholds[field]).astype(float)
        doubtful.append(_doubtful(field, table, made, thresholds).map({True: field, False: ""}))
    fields = pd.concat(tables, axis=1)
    fields["doubtful"] = [";".join(filter(None, names)) for names in zip(*doubtful, strict=True)]
    return fields, chances


def _tag_decided(decided: pd.DataFrame, codes: dict[str, list[str]]) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """What `_tag_modelled` gives, where people decided every field."""
    fields, chances = pd.DataFrame(index=decided.index), {}
    for field in FIELDS:
        fields[[field, f"{field}_confidence", f"{field}_source"]] = "", 0.0, ""
        chances[field] = pd.DataFrame(0.0, decided.index, codes[field])
        _overrule(fields, chances[field], field, decided[field], LABEL_CONFIDENCE, "label")
    return fields.assign(doubtful=""), chances


def resolve_filings(filings: pd.DataFrame, organisations: Organisations) -> pd.DataFrame:
    """The organisation columns of a filing table."""
    said = published(filings)
    return resolve_names(said["name"], organisations, said["former"], said["key"])


def published(filings: pd.DataFrame) -> pd.DataFrame:
    """What a filing table says of organisations, as `nlp.resolver.clusters` takes it, on the same index."""
    keys = [parts_of(number).organisation_key for number in filings["filing_no"].tolist()]
    return pd.DataFrame({"name": filings["organisation"], "former": filings["former_organisation"], "key": keys})


def describe_filings(filings: pd.DataFrame, links: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """A filing table as the models read it; ``known`` as `models.views.known_facts` returns it."""
    base = filings.assign(
        states=[states_of(purpose) for purpose in filings["purpose"].tolist()],
        description=filings["purpose"],
        product=filings["product"].mask(filings["product"].eq(NO_PRODUCT), ""),
    )
    return describe(base, links["organisation_id"], known)


def _tag_field(
    field: str,
    matrix: object,
    described: pd.DataFrame,
    decided: pd.Series,
    rules: Rules,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Code, confidence and source of one field: a person's label, else the organisation's, else the model's."""
    classifier, codes = rules.tagger.classifiers[field], rules.codes[field]
    chances = pd.DataFrame(
        classifier.probabilities(matrix, described["registry"]), columns=classifier.classes, index=described.index
    ).reindex(columns=codes, fill_value=0.0)
    values = np.asarray(codes)[chances.to_numpy().argmax(axis=1)]
    table = pd.DataFrame(
        {field: values, f"{field}_confidence": chances.max(axis=1), f"{field}_source": "model"}, index=described.index
    )
    table["modelled"], table["modelled_confidence"] = table[field], table[f"{field}_confidence"]
    if field == "ownership":
        _overrule(table, chances, field, described["organisation_ownership"], ORGANISATION_CONFIDENCE, "organisation")
    _overrule(table, chances, field, decided, LABEL_CONFIDENCE, "label")
    table[f"{field}_confidence"] = table[f"{field}_confidence"].round(4)
    return table, chances


def _doubtful(field: str, table: pd.DataFrame, made: pd.DataFrame, thresholds: pd.Series) -> pd.Series:
    """Below the threshold, contradicted by what is known, or told by the organisation against a sure model."""
    by_model = table[f"{field}_source"].eq("model")
    unsure = table[f"{field}_confidence"].lt(thresholds) | contradicted(field, table[field].to_numpy(), made)
    disputed = table[f"{field}_source"].eq("organisation") & table["modelled"].ne(table[field])
    return (by_model & unsure) | (disputed & table["modelled_confidence"].ge(SURE))


def _overrule(
    table: pd.DataFrame, chances: pd.DataFrame, field: str, codes: pd.Series, confidence: float, source: str
) -> None:
    told = codes.ne("")
    table.loc[told, field] = codes[told]
    table.loc[told, f"{field}_confidence"] = confidence
    table.loc[told, f"{field}_source"] = source
    rest = (1 - confidence) / (len(chances.columns) - 1)
    chances.loc[told] = (codes[told].to_numpy()[:, None] == chances.columns.to_numpy()) * (confidence - rest) + rest


def _thresholds(held_out: pd.DataFrame, target: float) -> pd.Series:
    """Review threshold by registry, from its out-of-fold predictions (from all of them where it has none).

    What knowledge contradicts is doubtful anyway and has no say.
    """
    held_out = held_out[~held_out["contradicted"].astype(bool)]
    right = held_out["truth"].eq(held_out["predicted"]).to_numpy()
    confidence = held_out["confidence"].to_numpy(dtype=float)
    thresholds = {}
    for registry in REGISTRIES:
        part = held_out["registry"].eq(registry).to_numpy(copy=True)
        if not part.any():
            part[:] = True
        thresholds[registry] = threshold_for(confidence[part], right[part], target).confidence
    return pd.Series(thresholds)
