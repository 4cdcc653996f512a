"""Serves one page to a browser, whose script talks to a server of another origin, and prints what the script reports. In:
the page's port, the server's address, a token."""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

PORT, URL, TOKEN = sys.argv[1:4]
PAGE = Path(__file__).with_name("page.html").read_text()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGE.replace("$URL", URL).replace("$TOKEN", TOKEN).encode()
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        report = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        for line in report:
            print(line)
        print("done", flush=True)
        self.send_response(204)
        self.end_headers()
        self.server.reported = True

    def log_message(self, *arguments: object) -> None:
        pass


server = HTTPServer(("127.0.0.1", int(PORT)), Handler)
server.reported = False
while not server.reported:
    server.handle_request()
