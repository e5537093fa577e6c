#!/usr/bin/env python3
"""Measures the release server's check endpoint beside a bare Beast server and nginx, in one run on one machine.

Called by ./dev bench, which builds first. Sessions are sealed with the server's own secret and carry three
tokens as Keycloak issues them.
"""
import argparse
import base64
import os
import resource
import shutil
import socket
import subprocess
import tempfile

import peer
from load import Traffic, answer, first_line, idle_rss, over_grpc, over_http
from processes import BUILD, AuthServer, Program, wait_for
from provider import Provider
from report import goals, table

ISSUER, CLIENT, HOST = "https://sso.invalid/realms/Test-oidc", "bench", "app.example.com"
MANY = 10_000
CACHE_MB = 64


def free_ports(count):
    script = os.path.join(os.path.dirname(__file__), "../../packaging/sandbox/free_ports.py")
    text = subprocess.run(["python3", script, str(count)], capture_output=True, text=True, check=True).stdout
    return [int(port) for port in text.split()]


def config(provider, listen="", session="", more=""):
    return f"""apiVersion: meshsso/v1
kind: AuthServerConfig
listen: {{address: 127.0.0.1, port: 0, metricsPort: -1{listen}}}
provider:
  issuer: {ISSUER}
  internalUrl: {provider.url}
  clientId: {CLIENT}
  clientSecret: "file:client-secret"
session:
  cookieSecrets: ["file:cookie-secret"]
  cacheMegabytes: {CACHE_MB}
{session}allowedHosts: [{HOST}]
{more}"""


class Bench:
    def __init__(self, options, work):
        self.options, self.work, self.programs, self.cases = options, work, [], []
        self.ports = free_ports(4)
        self._write("cookie-secret", base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip("="))
        self._write("client-secret", "bench")
        redis = f"redis://127.0.0.1:{self.ports[0]}"
        self._start(Program("Redis", self.ports[0], ["redis-server", "--port", str(self.ports[0]), "--bind", "127.0.0.1",
                                                     "--save", "", "--dir", work], f"{work}/redis.log"))
        wait_for(lambda: not socket.socket().connect_ex(("127.0.0.1", self.ports[0])), "Redis does not answer")
        subprocess.run([f"{BUILD}/tests/bench/bench_sessions", work, str(MANY), redis], check=True)
        self.provider = Provider(ISSUER, work)
        self.redis_config = config(self.provider, "", "  store: redis\n", f"redis: {{url: \"{redis}\"}}\n")

    def _write(self, name, text):
        with open(os.open(f"{self.work}/{name}", os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
            file.write(text)

    def _start(self, program):
        self.programs.append(program)
        return program

    def stop(self):
        for program in reversed(self.programs):
            program.stop()

    def traffic(self, file, count, header="Cookie"):
        return Traffic(f"{self.work}/{file}", header, HOST, count)

    def add(self, case, yardstick=None):
        case.ratio = case.cpu / yardstick.cpu if yardstick else 1
        self.cases.append(case)
        print(table([case]).splitlines()[1], flush=True)
        return case

    def http(self, name, program, traffic, connections=16, yardstick=None, cpus=None):
        return self.add(over_http(name, program, traffic, connections, self.options.seconds, cpus), yardstick)

    def yardsticks(self, server):
        """Bare Beast and nginx, answering as our server does."""
        traffic = self.traffic("cookies", 1)
        _, headers = answer(server.port, traffic, first_line(traffic.file))
        self._write("headers", "".join(f"{name.lower()}: {value}\n" for name, value in headers))
        workers = len(os.sched_getaffinity(0))
        bare = self._start(Program("bare Beast", self.ports[1], [
            f"{BUILD}/tests/bench/bench_bare", str(self.ports[1]), str(workers), f"{self.work}/headers"],
            f"{self.work}/bare.log")).wait_until_it_answers()
        temporary = " ".join(f"{kind}_temp_path {self.work};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi",
                                                                           "scgi"))
        self._write("nginx.conf", f"""daemon off; worker_processes {workers}; pid {self.work}/nginx.pid;
error_log stderr crit; events {{ worker_connections 1024; }}
http {{ access_log off; keepalive_requests 1000000000; large_client_header_buffers 4 64k; {temporary}
server {{ listen 127.0.0.1:{self.ports[2]}; location / {{ return 200; }} }} }}""")
        nginx = self._start(Program("nginx", self.ports[2], ["nginx", "-p", self.work, "-c", f"{self.work}/nginx.conf"],
                                    f"{self.work}/nginx.log")).wait_until_it_answers()
        return bare, nginx

    def checks(self):
        """All cases; the goals that they are held to."""
        server = self._start(AuthServer(self.work, "cookie", config(self.provider)))
        starts = [server.startup_ms]
        idle = server.rss_mb()
        bare, nginx = self.yardsticks(server)
        one, many = self.traffic("cookies", 1), self.traffic("cookies", MANY)
        yard = self.http("bare Beast", bare, one)
        self.http("nginx", nginx, one, yardstick=yard)
        requests = 0
        reached = {}
        for connections in (2, 4, 16):
            measure = yard if connections == 16 else self.http("bare Beast", bare, one, connections)
            for label, traffic in (("cookie, one session", one), (f"cookie, {MANY} sessions", many)):
                reached[label, connections] = self.http(label, server, traffic, connections, measure)
                requests += reached[label, connections].requests
            if connections == 2:
                early, early_requests = server.rss_mb(), requests
        cookie, cookies = reached["cookie, one session", 16], reached[f"cookie, {MANY} sessions", 16]
        entries = [(f"{case.name}, {connections} connections, CPU beside bare Beast", case.ratio, 1.5, "")
                   for (_, connections), case in reached.items()]
        while requests < 1_000_000:
            case = over_http("", server, many, 16, 10)
            requests += case.requests
        late = server.rss_mb()
        entries += [("MB idle", idle, 25, ""),
                    (f"MB beside the cache's bound after {requests} requests", late - CACHE_MB, 25, ""),
                    (f"MB grown since {early_requests} requests", late - early, 2, "")]
        server.stop()

        server = self._start(AuthServer(self.work, "redis", self.redis_config))
        for label, traffic, beside in (("Redis, one session", self.traffic("tickets", 1), cookie),
                                       (f"Redis, {MANY} sessions", self.traffic("tickets", MANY), cookies)):
            case = self.http(label, server, traffic, yardstick=beside)
            entries.append((f"{label}, CPU beside the cookie's", case.ratio, 1.5, ""))
        server.stop()

        server = self._start(AuthServer(self.work, "bearer", config(self.provider, more="bearer: {enabled: true}\n")))
        starts.append(server.startup_ms)
        for label, traffic, beside in (
                ("bearer RS256, one token", self.traffic("bearers", 1, "Authorization"), cookie),
                (f"bearer RS256, {MANY} tokens", self.traffic("bearers", MANY, "Authorization"), cookies)):
            case = self.http(label, server, traffic, yardstick=beside)
            entries.append((f"{label}, CPU beside the cookie's", case.ratio, 1.2, ""))
        server.stop()

        if os.path.exists(f"{BUILD}/tests/bench/bench_grpc"):
            server = self._start(AuthServer(self.work, "grpc", config(self.provider, ", grpcPort: 0")))
            for label, traffic, beside in (("gRPC, one session", one, cookie), (f"gRPC, {MANY} sessions", many, cookies)):
                for connections in (2, 4):
                    case = self.add(over_grpc(label, server, traffic, connections, self.options.seconds), beside)
                    entries.append((f"{label}, {connections} connections, CPU beside HTTP's", case.ratio, 2.5, ""))
            server.stop()

        server = self._start(AuthServer(self.work, "idle", config(self.provider)))
        starts.append(server.startup_ms)
        entries.append((f"MB with {MANY} idle connections (bare Beast {idle_rss(bare, one, MANY):.1f})",
                        idle_rss(server, one, MANY), 60, ""))
        server.stop()
        entries.append(("ms from start to listening", min(starts), 50, ""))
        if self.options.oauth2_proxy:
            entries += self.beside_peer(one, many)
        entries.append(("failed requests", sum(case.errors for case in self.cases), 0, ""))
        return entries

    def beside_peer(self, one, many):
        """oauth2-proxy and our server in turn, so that both meet the same machine; what both are held to.

        First with all cores, which the load shares: the faster one then waits for the load more than the other. So
        then each on one core, with the load on the others; not with two connections, where the cores would idle in
        between, and how fast the machine wakes them is all there would be to see. oauth2-proxy has one session, since
        it remembers none from one request to the next.
        """
        entries = self.in_turn("all cores", one, many, (2, 4, 16), None, None)
        cores = sorted(os.sched_getaffinity(0))
        if len(cores) > 1:
            entries += self.in_turn("one core", one, many, (4, 16), cores[:1], cores[1:])
        return entries

    def in_turn(self, place, one, many, connection_counts, of_server, of_load):
        program, cookie = peer.start(self.options.oauth2_proxy, self.ports[3], self.work, self.provider, ISSUER, CLIENT,
                                     HOST, of_server)
        self._start(program)
        server = self._start(AuthServer(self.work, "beside", config(self.provider), of_server))
        self._write("peer-cookie", cookie + "\n")
        print(f"oauth2-proxy's Cookie header has {len(cookie)} bytes, ours {len(first_line(one.file))}", flush=True)
        theirs = self.traffic("peer-cookie", 1)
        theirs.path = "/oauth2/auth"
        entries = []
        for connections in connection_counts:
            cases = [(label, self.http(f"{label}, {place}", server, traffic, connections, cpus=of_load))
                     for label, traffic in (("one session", one), (f"{MANY} sessions", many))]
            case = self.http(f"oauth2-proxy, {place}", program, theirs, connections, cases[0][1], of_load)
            for label, ours in cases:
                what = f"{label}, {place}, {connections} connections"
                entries += [(f"{what}, oauth2-proxy's throughput beside ours", case.rate / ours.rate, 0.2, ""),
                            (f"{what}, our p99 beside oauth2-proxy's", ours.p99 / case.p99, 0.2, "")]
        for ended in (program, server):
            ended.stop()
            self.programs.remove(ended)
        return entries


def main():
    parser = argparse.ArgumentParser(prog="./dev bench")
    parser.add_argument("--seconds", type=int, default=5, help="for each case")
    parser.add_argument("--oauth2-proxy", metavar="PATH", default=os.environ.get("MESHSSO_BENCH_OAUTH2_PROXY"),
                        help="a program to compare with; never fetched")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    for tool in ("wrk", "nginx", "redis-server"):
        if not shutil.which(tool):
            raise SystemExit(f"error: {tool} is missing. Fix: ./dev bench installs it")
    with tempfile.TemporaryDirectory() as work:
        bench = Bench(options, work)
        try:
            entries = bench.checks()
        finally:
            bench.stop()
        print("\n" + table(bench.cases) + "\n\n" + goals(entries) + "\n")
    for program in ("bench_pack", "bench_rules"):
        print(subprocess.run([f"{BUILD}/tests/bench/{program}"], capture_output=True, text=True, check=True).stdout)


if __name__ == "__main__":
    main()
