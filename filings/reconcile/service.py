"""The HTTP side: addresses, limits, errors."""

import json
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from filings.reconcile.entities import Entity, entities_of, shown
from filings.reconcile.extend import extend, proposal
from filings.reconcile.manifest import manifest
from filings.reconcile.matching import Matcher
from filings.reconcile.preview import card
from filings.reconcile.queries import TEXT, Query, RequestError, read_extension, read_queries
from filings.reconcile.suggest import Suggestions, suggest_terms
from filings.reconcile.vocabulary import HINTS, TYPES, Codes, read_codes
from filings.reconcile.workers import Workers
from nlp.errors import InputError
from nlp.matching import judged_pairs, load_scorer
from nlp.organisations import load_organisations

BODY: Final = 2_000_000  # bytes
FORM: Final = "application/x-www-form-urlencoded"
_DRAINED: Final = 8 * BODY  # so much of an oversized body is read, so that the client gets to see the refusal
_HOST: Final = re.compile(r"[A-Za-z0-9._-]+(?::\d{1,5})?|\[[0-9A-Fa-f:.]+\](?::\d{1,5})?")
_SAFE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
}


class Json(Response):
    """An answer in ASCII, so that whatever key a client sends comes back to it; a str is JSON already."""

    media_type = "application/json"

    def __init__(self, content: object, status_code: int = 200) -> None:
        text = content if isinstance(content, str) else json.dumps(content)
        super().__init__(text.encode(), status_code, headers=_SAFE)


@dataclass(frozen=True)
class Service:
    """What the answers are made of, and the handlers that make them."""

    entities: dict[str, Entity]
    codes: Codes
    workers: Workers
    suggestions: Suggestions

    async def root(self, request: Request) -> Response:
        """Manifest, queries or data extension, by what the parameters hold."""
        asked = await _form(request) if request.method == "POST" else dict(request.query_params)
        if "queries" in asked:
            return await self._reconciled(asked["queries"])
        if "extend" in asked:
            return Json(extend(read_extension(asked["extend"]), self.entities, self.codes))
        if request.method == "POST":
            raise RequestError(400, "the form must hold queries or extend")
        return Json(manifest(_base(request)))

    async def _reconciled(self, text: str) -> Response:
        queries = read_queries(text)
        found = await self.workers.answer(list(queries.values()))
        results = [f'{json.dumps(key)}: {{"result": {result}}}' for key, result in zip(queries, found, strict=True)]
        return Json(f"{{{', '.join(results)}}}")

    async def suggest_entity(self, request: Request) -> Response:
        """Organisations by the beginning or the middle of a name."""
        found = self.suggestions.find(*_prefix(request))
        return Json({"result": [shown(entity, self.entities, "notable") for entity in found]})

    async def suggest_property(self, request: Request) -> Response:
        """Properties that may come with a query."""
        return Json({"result": suggest_terms(HINTS, *_prefix(request))})

    async def suggest_type(self, request: Request) -> Response:
        """Types of organisations."""
        return Json({"result": suggest_terms(TYPES, *_prefix(request))})

    async def properties(self, request: Request) -> Response:
        """Properties that data extension gives."""
        limit = _count(request, "limit") if "limit" in request.query_params else None
        return Json(proposal(_parameter(request, "type"), limit))

    async def preview(self, request: Request) -> Response:
        """An organisation as an HTML card."""
        entity = self.entities.get(_parameter(request, "id"))
        if entity is None:
            raise RequestError(404, "there is no organisation of this id")
        return Response(card(entity, self.entities, self.codes), media_type="text/html", headers=_SAFE)


def application(labels: Path, processes: int = 1) -> Starlette:
    """The service over the tables of a labels folder, everything that takes time done.

    processes : how many answer queries (`filings.reconcile.workers`); they end with the application.

    Raises
    ------
    InputError
        A table of the folder is unusable.
    """
    organisations, codes = load_organisations(labels), read_codes(labels)
    entities = entities_of(organisations)
    matcher = Matcher(organisations, entities, load_scorer(labels), codes, judged_pairs(labels))
    matcher.answer([Query("热身科技有限公司"), Query("Warming Up Ltd")])  # reads the tables that are read on first use
    suggestions = Suggestions(organisations, entities)
    workers = Workers(matcher, processes)
    service = Service(entities, codes, workers, suggestions)

    @asynccontextmanager
    async def running(app: Starlette) -> AsyncIterator[None]:
        yield
        workers.close()

    app = Starlette(
        lifespan=running,
        routes=[
            Route("/", service.root, methods=["GET", "POST"]),
            Route("/suggest/entity", service.suggest_entity),
            Route("/suggest/property", service.suggest_property),
            Route("/suggest/type", service.suggest_type),
            Route("/properties", service.properties),
            Route("/preview", service.preview),
        ],
        middleware=[
            Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"], allow_headers=["*"])
        ],
        exception_handlers={RequestError: _refused, HTTPException: _refused, ClientDisconnect: _refused},
    )
    app.router.redirect_slashes = False  # a redirect would repeat what the client sent
    return app


def listen(host: str, port: int) -> socket.socket:
    """A socket at this address; port 0 takes any free one.

    Raises
    ------
    InputError
        The port is taken, or the address is none of this machine's.
    """
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise InputError(f"{host}:{port}: {error.strerror}; choose another with --host and --port") from error


def run(app: Starlette, listener: socket.socket) -> None:
    """Answer at the socket until interrupted."""
    with suppress(KeyboardInterrupt):
        server(app).run(sockets=[listener])


def server(app: Starlette) -> uvicorn.Server:
    """The server that the service runs in."""
    return uvicorn.Server(
        uvicorn.Config(app, http="h11", ws="none", log_level="warning", server_header=False, timeout_keep_alive=75)
    )


async def _form(request: Request) -> dict[str, str]:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise RequestError(415, f"the body must be {FORM}")
    body, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > _DRAINED:
            break
        if size <= BODY:
            body += chunk
    if size > BODY:
        raise RequestError(413, f"the body has more than {BODY} bytes")
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=20, errors="strict"))
    except ValueError as error:
        raise RequestError(400, "the body is no form in UTF-8") from error


async def _refused(request: Request, error: Exception) -> Response:
    """An error in JSON; it never repeats the input."""
    if isinstance(error, HTTPException):
        return Json({"error": error.detail}, error.status_code)
    return Json({"error": str(error)}, error.status if isinstance(error, RequestError) else 400)


def _base(request: Request) -> str:
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        raise RequestError(400, "the header Host names no host")
    return f"{request.url.scheme}://{host}"


def _prefix(request: Request) -> tuple[str, int]:
    return _parameter(request, "prefix"), _count(request, "cursor")


def _parameter(request: Request, name: str) -> str:
    text = request.query_params.get(name, "")
    if len(text) > TEXT:
        raise RequestError(400, f"{name} has more than {TEXT} characters")
    return text


def _count(request: Request, name: str) -> int:
    text = request.query_params.get(name) or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise RequestError(400, f"{name} must be a whole number")
    return int(text)
