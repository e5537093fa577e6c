#!/usr/bin/env python3
"""The sandbox's application: says what reached it, in the shape of httpbin's /headers.

usage: echo_app.py PORT          (listens on 127.0.0.1)

Every path and method is answered with {"headers": {...}, "method": ..., "path": ...}. A header sent several times is
shown with its values joined by a comma, as httpbin shows it, so that a look-alike beside the real one is seen.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MAX_BODY = 1024 * 1024


class EchoHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "meshsso-echo"
    timeout = 300  # longer than the gateway keeps an idle connection: no request meets a closing one
    disable_nagle_algorithm = True  # headers and body are two writes, and the second would wait for the first

    def answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        if length > MAX_BODY:
            self.send_error(413)
            return
        self.rfile.read(length)
        headers = {}
        for name, value in self.headers.items():
            headers[name] = f"{headers[name]},{value}" if name in headers else value
        body = json.dumps({"headers": headers, "method": self.command, "path": self.path}, indent=2).encode() + b"\n"
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer

    def log_message(self, *_):
        """Nothing is logged: requests carry tokens."""


class EchoServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main():
    if len(sys.argv) != 2 or not sys.argv[1].isdigit():
        sys.exit(__doc__)
    EchoServer(("127.0.0.1", int(sys.argv[1])), EchoHandler).serve_forever()


if __name__ == "__main__":
    main()
