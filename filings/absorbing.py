"""Answers of review files into the logs of labels/: rows are appended, none is ever changed or removed."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from filelock import FileLock

from filings.answers import FILINGS, LINKS, Answer, Kind, read_answers
from filings.files import TABLE_ENDINGS
from filings.link_aliases import refresh_aliases
from filings.sources.numbers import decode
from filings.table import NO_PRODUCT
from models.facets import states_of
from models.labels import FIELDS, decisions, read_log
from nlp.decisions import WITHDRAWN, in_order
from nlp.errors import InputError
from nlp.formulas import neutralised
from nlp.knowledge import models_folder, table_path
from nlp.matching import GROUP_ANSWER, ORGANISATION_ANSWER, read_pair_log
from nlp.replacing import replacing

#: What a review file calls the answers on two names → what name_pairs.csv calls them.
_SAME = {"same": "yes", "different": "no", "unsure": "unsure", WITHDRAWN: WITHDRAWN}


class Absorbed(NamedTuple):
    """What absorbing did.

    new : decisions appended. known : answers that stood there already. remarks : lines on reviewers who differ, and
    on answers that a later one of the same reviewer has replaced.
    """

    new: int
    known: int
    remarks: list[str]

    def summary(self) -> str:
        return f"{self.new} new decisions, {self.known} already there"


class _News(NamedTuple):
    fresh: list[Answer]
    remarks: list[str]
    faults: list[str]


class _Word(NamedTuple):
    """What a reviewer said at some time; the order of the fields is the order in which words count."""

    day: str
    place: int
    when: str
    label: str
    note: str


def waiting_files(labels: Path) -> list[Path]:
    """The review files that lie in labels/review/, without the shadows that spreadsheet programs put beside them."""
    found = sorted((labels / "review").glob("[!.~]*"))
    return [path for path in found if path.suffix.lower() in TABLE_ENDINGS]


def absorb(files: Iterable[Path], labels: Path) -> Absorbed:
    """Append the answers of corrected review files to labels/filings.csv and labels/name_pairs.csv.

    An answer is known when its reviewer gave it before, on that day or, where no day was typed, as the last word until
    the file was saved: so a file may be absorbed any number of times.

    Raises
    ------
    InputError
        All faults of all files together; nothing is written then.
    """
    answers = read_answers(files, labels)
    folder = models_folder(labels)
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "labels.lock"):
        filings, links = _all_news(answers, labels)
        _append("filings.csv", _filing_rows(filings.fresh), labels)
        _append("name_pairs.csv", _pair_rows(links.fresh), labels)
        if answers["links"]:  # known ones too: an absorbing that was killed may have come no further than the log
            refresh_aliases(labels)
    new = len(filings.fresh) + len(links.fresh)
    asked = len(answers["filings"]) + len(answers["links"])
    return Absorbed(new, asked - new, [*filings.remarks, *links.remarks])


def unabsorbed(file: Path, labels: Path) -> int:
    """How many answers of a review file `absorb` would append.

    Raises
    ------
    InputError
        Its faults, all together.
    """
    return sum(len(news.fresh) for news in _all_news(read_answers([file], labels), labels))


def _all_news(answers: dict[str, list[Answer]], labels: Path) -> tuple[_News, _News]:
    """What is new of the answers on filings and of those on links."""
    filings = _news(answers["filings"], _filing_words(labels), FILINGS)
    links = _news(answers["links"], _pair_words(labels), LINKS)
    if filings.faults or links.faults:
        raise InputError([*filings.faults, *links.faults])
    return filings, links


def _filing_words(labels: Path) -> pd.DataFrame:
    """What the log of filings holds: decisions, and notes that were left without one (their label is "")."""
    log = in_order(read_log(labels))
    bare = log[log[list(FIELDS)].eq("").all(axis=1)].assign(field="", label="")
    return pd.concat([decisions(log), bare])


def _pair_words(labels: Path) -> pd.DataFrame:
    log = in_order(read_pair_log(labels))
    return log.assign(label=log["same"].map({same: label for label, same in _SAME.items()}))


def _news(answers: list[Answer], words: pd.DataFrame, kind: Kind) -> _News:
    """The answers that say something new, and what is to be told of them and of the others."""
    fresh: list[Answer] = []
    faults: list[str] = []
    said: dict[tuple[str, ...], dict[str, list[_Word]]] = {}
    for place, row in enumerate(words.to_dict("records")):
        word = _Word(row["reviewed_on"][:10], place, row["reviewed_on"], row["label"], row["note"])
        said.setdefault(tuple(row[column] for column in kind.key), {}).setdefault(row["reviewer"], []).append(word)
    for place, answer in enumerate(answers, len(words)):
        reviewers = said.setdefault(_question(answer, kind), {})
        history = reviewers.setdefault(answer.reviewer, [])
        if answer.label == WITHDRAWN and not history:
            others = ", ".join(sorted(name or "(no name)" for name, words in reviewers.items() if words))
            faults.append(
                f"{answer.place}, column 'label': '-' takes back nothing, since '{answer.reviewer}' decided nothing "
                f"here; fill 'reviewer' as it was ({others or 'nobody decided this'})"
            )
        elif not _is_known(answer, history):
            history.append(_Word(answer.reviewed_on[:10], place, answer.reviewed_on, answer.label, answer.note))
            fresh.append(answer)
    if faults:
        return _News([], [], faults)
    new = set(map(id, fresh))
    remarks = [_replaced(answer, said[_question(answer, kind)]) for answer in answers if id(answer) not in new]
    remarks += dict.fromkeys(_conflict(_question(answer, kind), said[_question(answer, kind)]) for answer in fresh)
    return _News(fresh, [remark for remark in remarks if remark], faults)


def _question(answer: Answer, kind: Kind) -> tuple[str, ...]:
    """Where an answer counts; a note without a label is about the filing as a whole."""
    return answer.question if answer.label or kind is LINKS else (answer.question[0], "")


def _is_known(answer: Answer, history: list[_Word]) -> bool:
    agree = [word for word in history if word.label == answer.label and answer.note in ("", word.note)]
    if any(word.when == answer.reviewed_on for word in agree):
        return True
    before = [word for word in sorted(history) if word.when <= answer.reviewed_on]
    return bool(not answer.cells["reviewed_on"] and before and before[-1] in agree)


def _replaced(answer: Answer, reviewers: dict[str, list[_Word]]) -> str:
    last = max(reviewers[answer.reviewer])
    if last.label == answer.label:
        return ""
    return (
        f"{answer.place}: '{answer.label}' was replaced by '{last.label}' ({last.when}) of the same reviewer; "
        "to decide it again, empty 'reviewed_on' and save"
    )


def _conflict(question: tuple[str, ...], reviewers: dict[str, list[_Word]]) -> str:
    words = {reviewer: max(history) for reviewer, history in reviewers.items() if history}
    words = {reviewer: word for reviewer, word in words.items() if word.label not in ("", WITHDRAWN)}
    if len({word.label for word in words.values()}) < 2:
        return ""
    said = [f"{name or '(no name)'} {word.label}" for name, word in sorted(words.items(), key=lambda item: item[1])]
    return f"{' '.join(question)}: reviewers differ, the last one rules: {', '.join(said)}"


def _append(name: str, rows: pd.DataFrame, labels: Path) -> None:
    """Add rows to a table of labels/ whose other bytes stay as they are."""
    if rows.empty:
        return
    source = table_path(name, labels)
    data = source.read_bytes()
    header = list(pd.read_csv(source, nrows=0, encoding="utf-8-sig").columns)
    cells = neutralised(rows.reindex(columns=header, fill_value="").fillna(""))
    added = cells.to_csv(index=False, header=False, lineterminator="\n")
    with replacing(labels / name) as temporary:
        temporary.write_bytes(data + (b"" if data.endswith(b"\n") else b"\n") + added.encode())


def _filing_rows(answers: list[Answer]) -> pd.DataFrame:
    """Answers as rows of filings.csv: facts of the filing, and what its purpose states in place of its sentence."""
    cells = pd.DataFrame([answer.cells for answer in answers], dtype=str)
    if cells.empty:
        return cells
    parts = decode(cells["filing_no"])
    supports = cells["product"].eq(NO_PRODUCT).map({True: "supporter", False: "provider"})
    judged = {field: [a.label if a.question[1] == field else "" for a in answers] for field in FIELDS}
    given = [bool(answer.label) for answer in answers]
    return cells[["filing_no", "name", "organisation", "product", "note"]].assign(
        registry=parts["algorithm_class"].map({"生成合成类": "dsa", "": "aigc"}).fillna("iisa"),
        role=parts["role"].where(parts["role"].ne(""), supports),
        states=[states_of(purpose) for purpose in cells["purpose"]],
        reviewer=[answer.reviewer for answer in answers],
        reviewed_on=[answer.reviewed_on for answer in answers],
        predicted=cells["predicted"].where(given, ""),
        reason=cells["reason"].where(given, ""),
        **judged,
    )


def _pair_rows(answers: list[Answer]) -> pd.DataFrame:
    rows = [
        {
            "left": answer.question[0],
            "right": answer.question[1],
            "same": _SAME[answer.label],
            "category": GROUP_ANSWER if answer.cells["relation"] == "group" else ORGANISATION_ANSWER,
            "organisation": answer.cells["organisation"] or answer.question[0],
            "reviewer": answer.reviewer,
            "reviewed_on": answer.reviewed_on,
            "note": answer.note,
        }
        for answer in answers
    ]
    return pd.DataFrame(rows, dtype=str)
