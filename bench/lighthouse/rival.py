"""Lighthouse as the rival: pages on loopback, its answers to them, and the record of the test's vectors."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

LIGHTHOUSE = Path(__file__).resolve().parent
HEADERS = {"content-type": "text/html"}
AUDITS = [
    "document-title", "meta-description", "viewport", "html-has-lang", "html-lang-valid", "image-alt", "link-name",
    "link-text", "crawlable-anchors", "is-crawlable", "hreflang", "canonical", "doctype", "charset", "http-status-code",
]  # fmt: skip
COUNTED = ("image-alt", "link-name", "link-text", "crawlable-anchors", "hreflang")


@dataclass(frozen=True)
class Page:
    """A page as it is served, and what is known of it."""

    name: str
    html: bytes
    headers: dict[str, str] = field(default_factory=lambda: HEADERS)
    status: int = 200
    row: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The address it was once read at."""
        return self.row.get("url") or "http://unknown.example/"


@contextmanager
def served(pages: list[Page]) -> Iterator[str]:
    """The pages on loopback, each at its number; what they ask for beside that is not there."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answers with the page of that number."""
            found = re.fullmatch(r"/(\d+)/page", self.path)
            page = pages[int(found[1])] if found and int(found[1]) < len(pages) else None
            address = f"http://{self.headers['host']}"
            body = stated(page.html, f"{address}{self.path}", address) if page else b""
            self.send_response(page.status if page else 404)
            for name, value in (page.headers if page else {}).items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def stated(html: bytes, url: str, origin: str) -> bytes:
    """A page of the vectors with its own address for SELF and that of its site for ORIGIN."""
    return html.replace(b"{SELF}", url.encode()).replace(b"{ORIGIN}", origin.encode())


def chromium() -> str | None:
    """The browser, if there is one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def missing() -> str:
    """What Lighthouse lacks here, "" for nothing."""
    if not shutil.which("node"):
        return "needs npm: Node.js is not installed"
    if not (LIGHTHOUSE / "node_modules" / "lighthouse").is_dir():
        return "needs npm: run `npm install --prefix bench/lighthouse` first"
    return "" if chromium() else "needs Chromium: `sh tests/needs.sh` installs it on Debian"


def ask(pages: list[Page], *audits: str) -> Iterator[dict[str, Any]]:
    """Lighthouse's answer to each page, in order."""
    with served(pages) as origin:
        command = ["node", str(LIGHTHOUSE / "audit.mjs"), chromium() or "chromium", *audits]
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if child.stdin is None or child.stdout is None:
            raise OSError("no pipe to Node.js")
        child.stdin.write("".join(f"{origin}/{number}/page\n" for number in range(len(pages))))
        child.stdin.close()
        for number, line in enumerate(child.stdout):
            print(f"\r  Lighthouse: page {number + 1} of {len(pages)}", end="", file=sys.stderr)
            yield json.loads(line)
        print(file=sys.stderr)
        child.wait()


def answers(pages: list[Page], kept: Path | None) -> list[dict[str, Any]]:
    """Lighthouse's answers to the pages, those of an earlier run where they are kept."""
    told: dict[str, dict[str, Any]] = {}
    if kept and kept.exists():
        told = {line["page"]: line for line in map(json.loads, kept.read_text(encoding="utf-8").splitlines())}
    unasked = [page for page in pages if page.name not in told]
    for page, answer in zip(unasked, ask(unasked) if unasked else (), strict=False):
        told[page.name] = {"page": page.name, **answer}
        if kept:
            with kept.open("a", encoding="utf-8") as file:
                file.write(json.dumps(told[page.name]) + "\n")
    return [told[page.name] for page in pages if page.name in told]


def failed(audit: dict[str, Any], name: str) -> int | None:
    """How many elements Lighthouse finds failing; None where it could not say."""
    if audit.get("error"):
        return None
    if audit["score"] != 0:
        return 0
    return max(1, len(audit["items"])) if name in COUNTED else 1


def record(file: Path) -> None:
    """Asks Lighthouse about every page of the vectors, and writes which elements it finds failing, by class."""
    vectors = json.loads(file.read_text(encoding="utf-8"))
    pages = [Page(v["name"], v["html"].encode(), v["headers"], v["status"]) for v in vectors["pages"]]
    for vector, told in zip(vectors["pages"], ask(pages, *AUDITS), strict=True):
        vectors["lighthouse"] = told.get("version", vectors.get("lighthouse"))
        vector["failing"] = {name: failing_classes(told["audits"].get(name, {}), name) for name in vector["audits"]}
    file.write_text(json.dumps(vectors, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def failing_classes(audit: dict[str, Any], name: str) -> list[str] | bool | None:
    """The classes of the elements that fail an audit of elements, or whether another fails; None if it cannot say.

    Of a link with a poor text Lighthouse tells the address alone; in the vectors it ends in the class.
    """
    if not audit or audit.get("error"):
        return None
    if name not in COUNTED:
        return bool(audit["score"] == 0)
    classes = (re.search(r'class="(c\d+)"|/(c\d+)$', item) for item in audit["items"])
    return sorted((found[1] or found[2]) if found else "" for found in classes)
