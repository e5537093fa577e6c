"""Load on a server, and what it cost."""
import http.client
import itertools
import os
import socket
import subprocess
from dataclasses import dataclass

from processes import BUILD

PATH = "/_check/headers"


@dataclass
class Case:
    """One line of the table."""
    name: str
    connections: int
    rate: float
    p50: float
    p99: float
    cpu: float
    rss: float
    requests: int
    errors: int
    ratio: float = 0


@dataclass
class Traffic:
    """Requests with the values of a file in one header, the first so many of them in turn."""
    file: str
    header: str
    host: str
    count: int
    path: str = PATH


def first_line(file):
    with open(file) as lines:
        return next(lines).rstrip("\n")


def samples(traffic, step=500):
    """Some of the values, since wrk takes a redirect to the login for a good answer."""
    with open(traffic.file) as lines:
        return [line.rstrip("\n") for line in itertools.islice(lines, 0, traffic.count, step)]


def answer(port, traffic, value):
    """Status and headers that one request of that traffic gets."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", traffic.path, headers={"Host": traffic.host, traffic.header: value,
                                                     "X-Forwarded-Proto": "https"})
    response = connection.getresponse()
    response.read()
    return response.status, response.getheaders()


def over_http(name, program, traffic, connections, seconds, cpus=None):
    """With cpus, the load comes from those alone."""
    threads = 2 if cpus is None else min(2, len(cpus))
    pinned = ["taskset", "-c", ",".join(map(str, cpus))] if cpus else []
    run = [*pinned, "wrk", "-t", str(threads), "-c", str(connections), "-s",
           os.path.join(os.path.dirname(__file__), "requests.lua")]
    target = [f"http://127.0.0.1:{program.port}{traffic.path}", "--", traffic.file, traffic.header, traffic.host,
              str(traffic.count)]
    if program.name not in ("bare Beast", "nginx"):
        for value in samples(traffic):
            status, _ = answer(program.port, traffic, value)
            if status not in (200, 202):
                raise SystemExit(f"error: {name} was answered {status} (log: {program.log})")
    warmed = _wrk(run + ["-d", "1"] + target)
    before = program.cpu_micros()
    requests, micros, p50, p99, errors = _wrk(run + ["-d", str(seconds)] + target)
    return Case(name, connections, requests / micros * 1e6, p50, p99, (program.cpu_micros() - before) / requests,
                program.rss_mb(), requests + warmed[0], errors)


def _wrk(command):
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    line = next(line for line in text.splitlines() if line.startswith("RESULT "))
    return [int(word) for word in line.split()[1:]]


def over_grpc(name, program, traffic, connections, seconds):
    cookies = first_line(traffic.file) if traffic.count == 1 else "@" + traffic.file
    text = subprocess.run(
        [f"{BUILD}/tests/bench/bench_grpc", "--port", str(program.grpc_port), "--pid", str(program.process.pid), "--host",
         traffic.host, "--cookie", cookies, "--connections", str(connections), "--streams", str(16 // connections),
         "--seconds", str(seconds)], capture_output=True, text=True, check=True).stdout
    rate, p50, p99, cpu, errors = map(float, text.split())
    return Case(name, connections, rate, p50, p99, cpu, program.rss_mb(), int(rate * seconds), int(errors))


def idle_rss(program, traffic, connections):
    """MB of the program with so many connections that have asked once and stay open."""
    request = (f"GET {traffic.path} HTTP/1.1\r\nHost: {traffic.host}\r\n"
               f"{traffic.header}: {first_line(traffic.file)}\r\n\r\n").encode()
    opened = []
    try:
        for _ in range(connections):
            opened.append(socket.create_connection(("127.0.0.1", program.port), timeout=10))
            opened[-1].sendall(request)
            if not opened[-1].recv(65536).startswith(b"HTTP/1.1 200"):
                raise SystemExit(f"error: {program.name} did not answer an idle connection")
        return program.rss_mb()
    finally:
        for connection in opened:
            connection.close()
