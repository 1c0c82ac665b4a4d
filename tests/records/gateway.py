"""A gateway for text messages that stands on this machine and can misbehave."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote


class Gateway:
    """What it was sent, by key; `mood` says how it answers.

    ok: takes it · refuse: 400 · down: 503 · slow: takes it, answers too late · double:
    takes it and breaks off, so that it is sent again · loud: answers no JSON.
    """

    def __init__(self) -> None:
        self.taken: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.status = "accepted"
        self.mood = "ok"
        self.patience = 0.2

    def answer(self, body: dict[str, Any]) -> tuple[int, str]:
        self.asked.append(body["key"])
        if self.mood in ("refuse", "down"):
            return {"refuse": 400, "down": 503}[self.mood], "{}"
        known = body["key"] in self.taken
        self.taken.setdefault(body["key"], body)
        if self.mood == "slow":
            time.sleep(2 * self.patience)
        if self.mood == "double" and not known:
            return 502, "{}"
        if self.mood == "loud":
            return 200, "[]"
        return (409 if known else 202), json.dumps({"status": self.status})


@contextmanager
def standing() -> Iterator[tuple[Gateway, str]]:
    """The gateway and its address, as long as the block runs."""
    gateway = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = json.loads(self.rfile.read(length))
            assert self.headers["Idempotency-Key"] == body["key"]
            self._say(*gateway.answer(body))

        def do_GET(self) -> None:
            known = unquote(self.path.rpartition("/")[2]) in gateway.taken
            status = gateway.status if known else "unknown"
            self._say(200, json.dumps({"status": status}))

        def _say(self, code: int, text: str) -> None:
            try:
                self.send_response(code)
                self.end_headers()
                self.wfile.write(text.encode())
            except OSError:
                return  # the other side has given up waiting

        def log_message(self, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield gateway, f"http://127.0.0.1:{server.server_port}/messages"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
