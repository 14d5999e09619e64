"""Filings and names that nobody filed, recombined from the parts of the real ones; the same for the same seed.

Organisations take place, brand, trade and legal form from four real names; as in the real lists there are about six
of them for ten filings. A filing takes its brand from its organisation, the rest of its name and product from
another filing, and each clause of its purpose from one more, so that hardly any text stands twice.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from filings.table import FILING_COLUMNS, NO_PRODUCT
from nlp.company_names import parse

SEED: Final = 20260401
CHUNK: Final = 50_000
_KEPT: Final = ["registry", "role", "algorithm_class", "batch", "filed_on", "province", "status", "remark"]


class Recombined:
    """Recombines the rows of a real filing table."""

    def __init__(self, real: pd.DataFrame, seed: int = SEED) -> None:
        self._real = real
        self._seed = seed

    def filings(self, count: int) -> Iterator[pd.DataFrame]:
        """``count`` filings as filing tables of CHUNK rows."""
        for number, start in enumerate(range(0, count, CHUNK)):
            yield self._chunk(start, min(CHUNK, count - start), count, np.random.default_rng([self._seed, number]))

    def names(self, count: int) -> list[str]:
        """``count`` names of Chinese companies."""
        return [self._organisation(number)[0] for number in range(count)]

    @cached_property
    def _parts(self) -> list[np.ndarray]:
        """Places, brands, trades and legal forms of the real companies, as often as they occur."""
        names = [parse(name) for name in self._real["organisation"].unique()]
        full = [name for name in names if name.places and len(name.brand) > 1 and name.trade and name.legal_form]
        places, brands = [name.places[0] for name in full], [name.brand for name in full]
        trades, forms = ["".join(name.trade) for name in full], [name.legal_form for name in full]
        return [np.array(part, dtype=object) for part in (places, brands, trades, forms)]

    def _organisation(self, number: int) -> tuple[str, str]:
        """Name and brand of one organisation; two brands make one, so that few names repeat."""
        rng = np.random.default_rng([self._seed, number, 1])
        places, brands, trades, forms = self._parts
        place, first, second, trade, form = rng.integers(len(brands), size=5)
        brand = brands[first][:2] + brands[second][-2:]
        return f"{places[place]}{brand}{trades[trade]}{forms[form]}", brand

    def _chunk(self, start: int, rows: int, count: int, rng: np.random.Generator) -> pd.DataFrame:
        real, purposes = self._columns, self._clauses
        base, titles, goods, *clauses = rng.integers(len(self._real), size=(6, rows))
        numbers = rng.integers(count, size=rows)
        owners = [self._organisation(number) for number in numbers]
        brands = np.array([brand for _, brand in owners], dtype=object)
        made = {column: real[column][base] for column in _KEPT}
        made["organisation"] = [name for name, _ in owners]
        made["name"] = brands + real["name"][titles]
        products = real["product"][goods]
        made["product"] = np.where(products == NO_PRODUCT, products, brands + products)
        made["purpose"] = [
            "，".join(filter(None, (purposes[part][row] for part, row in enumerate(chosen)))) + "。"
            for chosen in zip(*clauses, strict=True)
        ]
        made["filing_no"] = [
            _number(real["filing_no"][row], owner, start + place)
            for place, (row, owner) in enumerate(zip(base, numbers, strict=True))
        ]
        made["district_code"] = [number[4:10] if number.startswith("网信算备") else "" for number in made["filing_no"]]
        made["former_organisation"] = [
            f"{name[:-2]}集团" if former else ""
            for (name, _), former in zip(owners, real["former_organisation"][base], strict=True)
        ]
        made["source_file"], made["source_row"] = "synthetic.csv", [str(start + place + 2) for place in range(rows)]
        return pd.DataFrame(made, columns=FILING_COLUMNS, dtype=str)

    @cached_property
    def _columns(self) -> dict[str, np.ndarray]:
        return {column: self._real[column].to_numpy(dtype=object) for column in FILING_COLUMNS}

    @cached_property
    def _clauses(self) -> list[list[str]]:
        """First, middle and last clauses of the real purposes."""
        split = [purpose.rstrip("。").split("，") for purpose in self._real["purpose"]]
        return [[c[0] for c in split], ["，".join(c[1:-1]) for c in split], [c[-1] if c[1:] else "" for c in split]]


def _number(real: str, owner: int, serial: int) -> str:
    """A filing number of the real one's kind; algorithm numbers of one owner share their organisation key."""
    if real.startswith("网信算备"):
        district, key, tail = 110100 + owner // 10**7, owner % 10**7, serial % 10**4
        return f"网信算备{district:06}{key:07}{real[17:21]}{tail:04}号"
    head, _, tail = real.rpartition("-")
    return f"{head}-{tail[:8]}{serial % 10000:04}"
