from filings.changes import CHANGE_COLUMNS, changes


def test_what_changed_between_two_tables(tagged_table):
    previous = tagged_table(
        [
            {"filing_no": "same"},
            {"filing_no": "both", "name": "old name", "sector": "legal"},
            {"filing_no": "ended"},
            {"filing_no": "gone", "name": "no longer there"},
        ]
    )
    now = tagged_table(
        [
            {"filing_no": "both", "name": "new name", "sector": "finance"},
            {"filing_no": "ended", "status": "cancelled"},
            {"filing_no": "same"},
            {"filing_no": "same", "registry": "dsa", "role": "provider"},
        ]
    )
    table = changes(now, previous)
    assert list(table.columns) == CHANGE_COLUMNS
    told = table[["change", "registry", "filing_no", "name", "column", "before", "after"]]
    assert list(told.itertuples(index=False, name=None)) == [
        ("new", "dsa", "same", "", "", "", ""),
        ("renamed", "aigc", "both", "new name", "name", "old name", "new name"),
        ("relabelled", "aigc", "both", "new name", "sector", "legal", "finance"),
        ("cancelled", "aigc", "ended", "", "status", "active", "cancelled"),
        ("gone", "aigc", "gone", "no longer there", "", "", ""),
    ]


def test_nothing_changed(tagged_table):
    assert changes(tagged_table([{}]), tagged_table([{}])).empty
    assert len(changes(tagged_table([{}]), tagged_table([]))) == 1
