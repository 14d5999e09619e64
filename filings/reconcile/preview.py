"""An organisation as a small HTML card, in both languages. Every value is escaped."""

import jinja2

from filings.reconcile.entities import Entity
from filings.reconcile.vocabulary import EXTENDABLE, Codes, Term

WIDTH, HEIGHT = 420, 230
_CARD = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(
    """<!DOCTYPE html>
<html lang="zh">
<head><meta charset="utf-8"><title>{{ entity.name_zh }}</title>
<style>
body { font: 13px/1.45 system-ui, sans-serif; color: #222; margin: 10px 12px; }
h1 { font-size: 16px; margin: 0; }
h2 { font-size: 13px; font-weight: normal; color: #555; margin: 0 0 8px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; margin: 0; }
dt { color: #666; }
dd { margin: 0; }
</style></head>
<body>
<h1 lang="zh">{{ entity.name_zh }}</h1>
<h2 lang="en">{{ entity.name_en }}</h2>
<dl>
{%- for term, value in rows %}
<dt>{{ term.label }}</dt><dd>{{ value }}</dd>
{%- endfor %}
</dl>
</body>
</html>
"""
)


def card(entity: Entity, entities: dict[str, Entity], codes: Codes) -> str:
    """The card as an HTML page that loads nothing."""
    rows = [(EXTENDABLE["group"], entities[entity.group].label)]
    for pid in ("ownership", "sector", "kind"):
        code = entity.codes[pid]
        if code:
            rows.append((EXTENDABLE[pid], codes[pid][code].label if code in codes[pid] else code))
    if entity.note:
        rows.append((Term("Note", "备注"), entity.note))
    return _CARD.render(entity=entity, rows=rows)
