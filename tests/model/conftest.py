"""What stands in for a model, an endpoint on loopback that plays one, and briefs to write from."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
import pytest

from aboveboard.campaign.run import RunResult
from aboveboard.domain.brief import Brief
from aboveboard.domain.draft import Draft, decode_draft

Record = dict[str, Any]


def _good(record: Record) -> Record:
    """An answer that says nothing but what the items of the record say, as a careful model would."""
    items = record["items"]
    fact = next((item for item in items if item["kind"] == "fact" and "{seen.as_of}" in item["blanks"]), None)
    reasons = [item for item in items if item["kind"] == "reason"]
    summary = next(item for item in items if item["kind"] == "offer" and item["name"] == "summary")
    said: dict[str, tuple[str, list[int]]] = {
        "offer": (summary["value"], [summary["number"]]),
        "question": ("Would help with it be welcome?", []),
    }
    if reasons:
        said["why"] = (reasons[0]["statement"], [reasons[0]["number"]])
    if fact:
        said["seen"] = (f"We read {{seen.path|page}} on {{seen.as_of}}, and {_saw(fact)}.", [fact["number"]])
        said["mend"] = ("You can mend it yourself in the editor of the site.", [fact["number"]])
    return {
        "subject": "Something that we saw on your website" if fact else "An offer for your website",
        "subject_items": [fact["number"]] if fact else [],
        "sentences": [{"part": part, "text": said[part][0], "items": said[part][1]} for part in record["parts"]],
    }


def _saw(fact: Record) -> str:
    values = fact["values"]
    if values.get("page") == "closed":
        return "the page says closed on {seen.day}, while its markup says {seen.markup}"
    if values.get("markup") == "closed":
        return "the page says {seen.page} on {seen.day}, while its markup says closed"
    if "search results" in fact["says"]:
        return "it has no description for search results"
    if "kilobytes" in values:
        return f"the page has {values['kilobytes']} kilobytes"
    return str(fact["says"])


@pytest.fixture(scope="session")
def good() -> Callable[[Record], Record]:
    """Answers a record without inventing anything."""
    return _good


@pytest.fixture(scope="session")
def written(example_run: RunResult) -> list[tuple[Brief, Draft]]:
    """The briefs of the example that a model may write in English, with the grammar's drafts."""
    rows = zip(example_run.frame["brief"], example_run.frame["draft"], strict=True)
    pairs = [(msgspec.json.decode(brief, type=Brief), decode_draft(draft)) for brief, draft in rows if brief and draft]
    return [(brief, draft) for brief, draft in pairs if brief.channel in ("email", "post") and brief.language == "en"]


@dataclass
class Asked:
    """One request as it arrived: its place in the order, its bytes, header fields, and the record in its prompt."""

    number: int
    raw: bytes
    headers: dict[str, str]
    body: Record
    record: Record


Reply = str | Record | Callable[[BaseHTTPRequestHandler], None]
"""The content of an answer; a record is an answer to be encoded; a function writes whatever it likes."""


@dataclass
class ModelServer:
    """An endpoint on loopback: what it was asked, and how it answers."""

    play: Callable[[Asked], Reply]
    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def completion(content: str, *, tokens: int = 500) -> bytes:
    """The body with which an endpoint gives an answer."""
    message = {"role": "assistant", "content": content}
    choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
    return json.dumps({"model": "played-1", "choices": choices, "usage": {"total_tokens": tokens}}).encode()


def _handler(server: ModelServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["content-length"]))
            body = json.loads(raw)
            headers = {name.lower(): value for name, value in self.headers.items()}
            with server.lock:
                record = json.loads(body["messages"][1]["content"])
                asked = Asked(len(server.asked) + 1, raw, {":path": self.path, **headers}, body, record)
                server.asked.append(asked)
            reply = server.play(asked)
            try:
                if callable(reply):
                    reply(self)
                else:
                    send(self, 200, completion(reply if isinstance(reply, str) else json.dumps(reply)))
            except OSError:
                self.close_connection = True

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Keeps the tests quiet."""

    return Handler


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    """A whole response."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture(scope="session")
def refusing() -> Callable[..., Callable[[BaseHTTPRequestHandler], None]]:
    """Makes a reply with a status, header fields and a short body."""

    def make(status: int, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
        return lambda handler: send(handler, status, b'{"error": {"message": "no"}}', **headers)

    return make


@pytest.fixture
def endpoint() -> Iterator[ModelServer]:
    """An endpoint that answers every record well, until a test has it play something else."""
    server = ModelServer(play=lambda asked: _good(asked.record))
    web = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    web.daemon_threads = True
    server.url = f"http://127.0.0.1:{web.server_port}/v1"
    threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server
    web.shutdown()
    web.server_close()
