"""Faults of the published lists: what is certain is mended and said, the rest is reported and kept."""

import re
from collections import Counter, defaultdict
from typing import Final

from filings.sources.dates import iso_date, month_of
from filings.sources.findings import Findings
from filings.sources.layouts import Record
from filings.sources.numbers import ALGORITHM_CLASSES, NumberParts, parts_of
from filings.table import FILING_COLUMNS, ROLES
from nlp.company_names import is_organisation
from nlp.places import latin_provinces, province_of_code, short_province
from nlp.text import compact, plain, tidy

ROLE_WORDS: Final = {
    "服务提供者": "provider",
    "服务技术支持者": "supporter",
    "技术支持者": "supporter",
    "备案": "developed",
    "已备案": "developed",
    "登记": "deployed",
    "已登记": "deployed",
}
_LATE = re.compile(r"[（(]?\s*补登\s*[）)]?")
_RENAMED = re.compile(
    r"(?:原主体名称|主体名称原?|原?主体)[由为：:]*[“\"]?(?P<old>(?:(?!主体)[^“”\"，,；;])+?)[”\"]?变更为[“\"]?[^“”\"，,；;。]+"
)
_SERIAL = re.compile(r"\d{1,9}", re.ASCII)

Mended = dict[str, str]
_EMPTY: Final = dict.fromkeys(FILING_COLUMNS, "")


def mend(published: list[Record], findings: Findings) -> list[Mended]:
    """Rows as published → rows of the filing table, in the same order; none is dropped.

    Parameters
    ----------
    published : records of `filings.sources.layouts`, with source_file, source_row and document_batch.
    findings : collects what was mended and what could not be.

    Returns
    -------
    One dict a row, FILING_COLUMNS and what else the record holds.
    """
    mended = [_mend_row(record, findings) for record in published]
    _mend_cut_off_numbers(mended, findings)
    seen = Counter((row["registry"], row["filing_no"]) for row in mended if row["filing_no"])
    for row in mended:
        if seen[row["registry"], row["filing_no"]] > 1:
            _say(
                findings, "kept as published: a filing number that stands twice in one registry", row, row["filing_no"]
            )
    return mended


def _say(findings: Findings, kind: str, row: Record, detail: str = "") -> None:
    findings.add(kind, row["source_file"], row["source_row"], detail)


def _to_remark(row: Mended, text: str) -> None:
    row["remark"] = f"{row['remark']}；{text}" if row["remark"] else text


def _mend_row(record: Record, findings: Findings) -> Mended:
    row = _EMPTY | record
    parts = _mend_number(row, findings)
    _mend_names(row, findings)
    row["registry"] = row["registry"] or _registry_of(parts)
    row["role"] = _role_of(row, parts, findings)
    row["algorithm_class"] = row["algorithm_class"] or parts.algorithm_class
    _mend_batch(row, findings)
    if row["filed_on"]:
        _mend_date(row, findings)
    row["province"] = _province_of(row["province"], parts)
    row["district_code"] = parts.district_code
    row["status"] = "cancelled" if "注销" in row["remark"] or "注销" in row["status"] else "active"
    row["former_organisation"] = _former(row["remark"], row["organisation"])
    for column in ("filing_no", "name", "organisation", "batch", "province"):
        if not row[column]:
            _say(findings, f"kept as published: no {column}", row)
    return row


def _mend_number(row: Mended, findings: Findings) -> NumberParts:
    row["filing_no"] = "".join(row["filing_no"].split())
    parts = parts_of(row["filing_no"])
    if parts.well_formed or not row["filing_no"]:
        return parts
    narrow = plain(row["filing_no"])
    if parts_of(narrow).well_formed:
        row["filing_no"] = narrow
        _say(findings, "mended: full-width or invisible characters in a filing number", row, narrow)
        return parts_of(narrow)
    _say(findings, "kept as published: a filing number of unknown form", row, row["filing_no"])
    return parts


def _mend_names(row: Mended, findings: Findings) -> None:
    for column in ("name", "organisation"):
        clean = tidy(row[column])
        if clean != row[column]:
            _say(findings, "mended: brackets or stray spaces in a name", row, clean)
            row[column] = clean
    if row["organisation"].endswith("公司"):  # nearly all: no need to look further
        return
    if not is_organisation(row["organisation"]) and is_organisation(row["name"]):
        _say(findings, "mended: name and organisation stood in each other's place", row, row["name"])
        row["name"], row["organisation"] = row["organisation"], row["name"]


def _registry_of(parts: NumberParts) -> str:
    """Where the header did not tell: class 01 is deep synthesis, other classes recommendation."""
    if not parts.district_code:
        return "aigc"
    return "dsa" if parts.algorithm_class == ALGORITHM_CLASSES["01"] else "iisa"


def _role_of(row: Mended, parts: NumberParts, findings: Findings) -> str:
    written = "".join(row["role"].split())
    role = ROLE_WORDS.get(written, written)
    roles = ROLES[row["registry"]]
    if row["registry"] == "aigc" and parts.role:
        if role in roles and role != parts.role:
            _say(findings, "mended: filed under the wrong kind (备案 or 登记)", row, row["filing_no"])
        return parts.role
    if role in roles:
        return role
    if written or row["registry"] == "dsa":
        _say(findings, f"a role that is none, taken as {roles[0]}", row, written)
    return roles[0]


def _mend_batch(row: Mended, findings: Findings) -> None:
    written = row["batch"]
    row["batch"] = month_of(written) or row["document_batch"]
    if written and not month_of(written):
        _to_remark(row, written)
        _say(findings, "moved to the remark: a batch that names no month", row, written)


def _mend_date(row: Mended, findings: Findings) -> None:
    written = row["filed_on"]
    if "补登" in written:
        written = _LATE.sub("", written).strip()
        _to_remark(row, "补登")
        _say(findings, "mended: （补登） behind a date moved to the remark", row)
    row["filed_on"] = iso_date(written)
    if written and not row["filed_on"]:
        _to_remark(row, written)
        _say(findings, "moved to the remark: a date that is none", row, written)
    elif row["filed_on"] != written:
        _say(findings, "mended: dates written as YYYY-MM-DD", row)


def _province_of(published: str, parts: NumberParts) -> str:
    if published:
        return short_province(published) or published
    if parts.central:
        return "国资委"
    return province_of_code(parts.district_code) or (
        latin_provinces().get(compact(parts.place), "") if parts.place else ""
    )


def _former(remark: str, organisation: str) -> str:
    if "主体" not in remark:
        return ""
    names = dict.fromkeys(tidy(found["old"].strip()) for found in _RENAMED.finditer(remark))
    return "；".join(name for name in names if name != organisation)


def _mend_cut_off_numbers(mended: list[Mended], findings: Findings) -> None:
    """Where a number is cut off: the role whose run of 序号 in this batch has a gap there, if only one has."""
    runs: dict[tuple[str, str], dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    unclear = []
    for row in mended:
        serial = row.get("serial", "")
        if row["registry"] != "aigc" or not _SERIAL.fullmatch(serial):
            continue
        if parts_of(row["filing_no"]).role:
            runs[row["source_file"], row["batch"]][row["role"]].add(int(serial))
        else:
            unclear.append((row, int(serial)))
    spans = {key: [(role, run, min(run), max(run)) for role, run in roles.items()] for key, roles in runs.items()}
    for row, place in unclear:
        known = spans.get((row["source_file"], row["batch"]), [])
        fits = [role for role, run, first, last in known if first <= place <= last and place not in run]
        if len(fits) == 1 and fits[0] != row["role"]:
            row["role"] = fits[0]
            _say(findings, "mended: filed under the wrong kind (备案 or 登记)", row, row["filing_no"])
