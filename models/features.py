"""A filing → features: tokens and character runs, ready for a vectoriser.

Every feature is a token, so that one can read what a model has learnt: ``n:大夫`` a word of the name,
``d:医疗`` a word of the domain, ``out:text`` a stated output, ``sw:healthcare`` a sector word, ``os:…`` what is
known of the organisation, ``top:…`` the field that most of it points to. The tables in labels/ of which these
features are made are named in `KNOWLEDGE`.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import pandas as pd

from models.facets import facets_in, facets_of
from nlp.company_names import CompanyName, parse
from nlp.knowledge import NAME_TABLES
from nlp.sector_words import sector_words_in
from nlp.text import normalise
from nlp.words import segment

VERSION: Final = 3  # to be raised with any change of what the features mean
KNOWLEDGE: Final = ("sector_words.csv", "facet_words.csv", *NAME_TABLES)

#: What `features` reads of a filing. ``states`` is what the purpose states (`models.facets.states_of`);
#: ``description`` is the purpose as published, or a gist in our words.
INPUT_COLUMNS: Final = [
    "filing_no", "registry", "role", "name", "organisation", "product", "states", "description",
    "organisation_kind", "organisation_ownership", "organisation_sector", "organisation_history",
]  # fmt: skip


#: The blocks of features; each is weighted by itself, so that no long name drowns what the purpose states.
BLOCKS: Final = ["tokens", "stated", "sectors", "crossed", "text"]


def features(filings: pd.DataFrame) -> pd.DataFrame:
    """Tokens and text of each filing.

    Parameters
    ----------
    filings : DataFrame with INPUT_COLUMNS, all str, "" where unknown.

    Returns
    -------
    DataFrame on the same index, all str: ``tokens``, ``stated`` and ``sectors`` (tokens joined by spaces: of
    names and knowledge; of what the purpose states; of the sectors that words and organisation point to, each
    as often as its weight), ``crossed`` (the leading sector with kinds of product and outputs; the words of the
    number) and ``text`` (for character runs: name, product and domain).
    """
    rows = zip(*(filings[column].tolist() for column in INPUT_COLUMNS), strict=True)
    made = [_filing_features(*row) for row in rows]
    return pd.DataFrame(made, columns=BLOCKS, index=filings.index)


def _filing_features(
    filing_no: str,
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
) -> tuple[str, str, str, str, str]:
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
    crossed = " ".join([*_crossed(sectors, goods, "+".join(outputs)), *_number_tokens(filing_no)])
    joined = " ".join(token.replace(" ", "_") for token in (*tokens, *sectors))
    pointing = " ".join(token for token in sectors if not token.startswith(("w:", "sw:")))
    stated_outputs = " ".join([*facets, f"outs:{'+'.join(outputs)}"])
    return joined, stated_outputs, pointing, crossed, f"{title} {goods} {domain}"


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


#: ``Beijing-WenXinYiYan-20230821``: the middle of a generative-AI number is the service's name in Latin letters.
_NUMBER_NAME = re.compile(r"[A-Za-z]+-(.+)-20\d\d")
_NUMBER_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+")
#: Whose word a token of a sector is: of the name and product, or of the organisation.
_POINTING: Final = {
    "swn": ("all", "named"), "swp": ("all", "named"), "swd": ("all",),
    "swo": ("all", "owned"), "os": ("all", "owned"), "hsector": ("all", "owned"),
}  # fmt: skip
_KIND = re.compile(r"\(([^()]+)\)")  # 大夫(网站): the kind of a product


def _number_tokens(filing_no: str) -> Iterator[str]:
    """The words of a generative-AI number, KeFu of ZhiNengKeFu, alone and in pairs."""
    named = _NUMBER_NAME.match(filing_no)
    words = [word.lower() for word in _NUMBER_WORD.findall(named[1])] if named else []
    yield from (f"fn:{word}" for word in words)
    yield from (f"fn:{word}{following}" for word, following in pairwise(words))


def _crossed(sectors: list[str], goods: str, outputs: str) -> list[str]:
    """The sector that most evidence points to, with the kinds of product and the outputs, and who tells it."""
    counts: dict[str, dict[str, int]] = {"all": {}, "named": {}, "owned": {}}
    for token in sectors:
        prefix, _, sector = token.partition(":")
        for source in _POINTING.get(prefix, ()):
            counts[source][sector] = counts[source].get(sector, 0) + 1
    top, named, owned = (max(told, key=told.__getitem__, default="") for told in counts.values())
    kinds = "+".join(sorted({kind for found in _KIND.findall(goods) for kind in found.split("、")}))
    return [f"top:{top}", f"top:{top}*{kinds}", f"top:{top}*{kinds}*{outputs}", f"named:{named}*owned:{owned}"]
