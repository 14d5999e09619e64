"""What the service says of itself."""

from typing import Any, Final

from filings.reconcile.extend import SETTINGS
from filings.reconcile.preview import HEIGHT, WIDTH
from filings.reconcile.queries import BATCH
from filings.reconcile.vocabulary import TYPES, type_object

IDENTIFIERS: Final = "urn:filings:organisation:"
SCHEMA: Final = "https://schema.org/Organization"


def manifest(base: str) -> dict[str, Any]:
    """The service manifest; ``base`` is the address under which the client reached the service, without a slash."""
    card = f"{base}/preview?id={{{{id}}}}"
    return {
        "versions": ["0.2"],
        "name": "filings: organisations in China's AI registries",
        "identifierSpace": IDENTIFIERS,
        "schemaSpace": SCHEMA,
        "defaultTypes": [type_object(type_) for type_ in TYPES],
        "view": {"url": card},
        "preview": {"url": card, "width": WIDTH, "height": HEIGHT},
        "suggest": {
            kind: {"service_url": base, "service_path": f"/suggest/{kind}"} for kind in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {"service_url": base, "service_path": "/properties"},
            "property_settings": SETTINGS,
        },
        "batchSize": BATCH,
    }
