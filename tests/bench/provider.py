"""As much of an OpenID provider as the servers need to start and to verify tokens; tokens are made beforehand."""
import http.server
import json
import threading

REALM = "/realms/Test-oidc"


class Provider:
    """On a free port of this machine, as long as this program runs."""

    def __init__(self, issuer, folder):
        documents = {
            f"{REALM}/.well-known/openid-configuration": json.dumps({
                "issuer": issuer,
                "authorization_endpoint": issuer + "/auth",
                "token_endpoint": issuer + "/token",
                "jwks_uri": issuer + "/certs",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            })}
        for path, name in (("certs", "keys.json"), ("token", "tokens.json")):
            with open(f"{folder}/{name}") as file:
                documents[f"{REALM}/{path}"] = file.read()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = documents.get(self.path, "").encode()
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.do_GET()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
