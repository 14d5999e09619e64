"""A filing → features: tokens and character runs, ready for a vectoriser.

Every feature is a token, so that one can read what a model has learnt: ``n:大夫`` a word of the name,
``d:医疗`` a word of the domain, ``out:text`` a stated output, ``sw:healthcare`` a sector word, ``os:…`` what is
known of the organisation. Tables in labels/ of which these features are made are named in `KNOWLEDGE`.
"""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from models.facets import facets_in, facets_of
from nlp.company_names import CompanyName, parse
from nlp.sector_words import sector_words_in
from nlp.text import normalise
from nlp.words import segment

VERSION: Final = 2  # to be raised with any change of what the features mean
KNOWLEDGE: Final = (
    "sector_words.csv",
    "facet_words.csv",
    "glosses.csv",
    "legal_forms.csv",
    "trade_words.csv",
    "abbreviations.csv",
    "places.csv",
)

#: What `features` reads of a filing. ``states`` is what the purpose states (`models.facets.states_of`);
#: ``description`` is the purpose as published, or a gist in our words.
INPUT_COLUMNS: Final = [
    "registry", "role", "name", "organisation", "product", "states", "description",
    "organisation_kind", "organisation_ownership", "organisation_sector", "organisation_history",
]  # fmt: skip


#: The blocks of features; each is weighted by itself, so that no long name drowns what the purpose states.
BLOCKS: Final = ["tokens", "stated", "sectors", "text"]


def features(filings: pd.DataFrame) -> pd.DataFrame:
    """Tokens and text of each filing.

    Parameters
    ----------
    filings : DataFrame with INPUT_COLUMNS, all str, "" where unknown.

    Returns
    -------
    DataFrame on the same index, all str: ``tokens``, ``stated`` and ``sectors`` (tokens joined by spaces: of
    names and knowledge; of what the purpose states; of the sectors that words and organisation point to, each
    as often as its weight) and ``text`` (for character runs: name, product and domain).
    """
    rows = filings[INPUT_COLUMNS].itertuples(index=False, name=None)
    made = [_filing_features(*row) for row in rows]
    return pd.DataFrame(made, columns=BLOCKS, index=filings.index)


def _filing_features(
    registry: str,
    role: str,
    name: str,
    organisation: str,
    product: str,
    states: str,
    description: str,
    kind: str,
    ownership: str,
    sector: str,
    history: str,
) -> tuple[str, str, str, str]:
    title, goods, domain = normalise(name), normalise(product), facets_of(description).domain
    stated = states.split()
    parts = parse(organisation)
    tokens = [
        f"registry:{registry}",
        f"role:{role}",
        *(f"n:{word}" for word in segment(title)),
        *(f"p:{word}" for word in segment(goods)),
        *(f"d:{word}" for word in segment(domain)),
        *(f"nf:{facet}" for facet in facets_in(title)),
        *(f"pf:{facet}" for facet in facets_in(goods)),
        *_name_tokens(parts),
    ]
    words = " ".join(token[2:] for token in stated if token.startswith("w:"))
    sectors = [
        *_sector_tokens("swn", title),
        *_sector_tokens("swp", goods),
        *_sector_tokens("swd", f"{domain} {words}"),
        *_sector_tokens("swo", parts.text),
    ]
    if kind:
        tokens += [f"ok:{kind}", f"oo:{ownership}"]
        sectors += [f"os:{sector}"] * 2
    sectors += history.split() * 2
    facets = [token for token in stated if not token.startswith("w:")]
    outputs = [token[4:] for token in facets if token.startswith("out:") and token != "out:recognition"]
    joined = " ".join(token.replace(" ", "_") for token in (*tokens, *sectors))
    pointing = " ".join(token for token in sectors if not token.startswith(("w:", "sw:")))
    return joined, " ".join([*facets, f"outs:{'+'.join(outputs)}"]), pointing, f"{title} {goods} {domain}"


def _name_tokens(parts: CompanyName) -> Iterator[str]:
    yield from (f"t:{word}" for word in parts.trade)
    yield from (f"at:{place}" for place in parts.places)
    yield f"form:{parts.legal_form}"
    yield f"inst:{parts.institution}"
    yield from (f"b:{word}" for word in segment(parts.brand))


def _sector_tokens(prefix: str, text: str) -> Iterator[str]:
    """A token for each sector word (by sector and weight) and one for the word itself."""
    for word, sector, weight in dict.fromkeys(sector_words_in(text)):
        yield from [f"{prefix}:{sector}"] * weight
        yield f"sw:{sector}"
        yield f"w:{word}"
