"""oauth2-proxy with a session of the same three tokens, where its program is given."""
import http.client
import urllib.parse

from processes import Program
from provider import REALM


def start(path, port, work, provider, issuer, client, host, cpus):
    """The running program and its session's Cookie header."""
    realm = provider.url + REALM
    program = Program("oauth2-proxy", port, [
        path, f"--http-address=127.0.0.1:{port}", "--provider=oidc", f"--client-id={client}", "--client-secret=bench",
        f"--oidc-issuer-url={issuer}", "--skip-oidc-discovery=true", f"--login-url={issuer}/auth",
        f"--redeem-url={realm}/token", f"--oidc-jwks-url={realm}/certs", f"--redirect-url=https://{host}/oauth2/callback",
        "--cookie-secret=0123456789abcdef0123456789abcdef", "--email-domain=*", "--scope=openid profile email",
        "--insecure-oidc-skip-nonce=true", "--reverse-proxy=true", "--upstream=static://202",
        "--set-xauthrequest=true", "--pass-access-token=true", "--set-authorization-header=true",
        "--request-logging=false", "--auth-logging=false", "--silence-ping-logging=true",
    ], f"{work}/oauth2-proxy.log", cpus).wait_until_it_answers("/ping")
    cookies, location = _ask(port, "/oauth2/start?rd=%2F", host, "")
    state = urllib.parse.parse_qs(urllib.parse.urlsplit(location).query)["state"][0]
    cookies, _ = _ask(port, "/oauth2/callback?" + urllib.parse.urlencode({"code": "bench", "state": state}), host,
                      cookies)
    return program, cookies


def _ask(port, path, host, cookies):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Host": host, "Cookie": cookies, "X-Forwarded-Proto": "https"})
    response = connection.getresponse()
    response.read()
    if response.status != 302:
        raise SystemExit(f"error: oauth2-proxy answered {response.status} to {path.split('?')[0]}")
    jar = [line.split(";")[0] for line in response.headers.get_all("Set-Cookie", [])]
    return "; ".join(c for c in jar if c.partition("=")[2]), response.headers["Location"]
