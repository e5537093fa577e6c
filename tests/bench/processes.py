"""Programs under measurement: started, asked for their CPU time and memory, ended."""
import os
import re
import subprocess
import time
import urllib.request

TICK_MICROS = 1_000_000 / os.sysconf("SC_CLK_TCK")
BUILD = os.environ.get("MESHSSO_BENCH_BUILD", os.path.join(os.path.dirname(__file__), "../../.build/bench"))


class Program:
    """One program and its direct children (nginx's workers)."""

    def __init__(self, name, port, arguments, log, cpus=None):
        """With cpus, only those are the program's, from its first instruction: it counts them to choose its threads."""
        self.name, self.port, self.log = name, port, log
        with open(log, "wb") as file:
            self.process = subprocess.Popen(arguments, stdout=file, stderr=file, stdin=subprocess.DEVNULL,
                                            preexec_fn=cpus and (lambda: os.sched_setaffinity(0, cpus)))

    def pids(self):
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children") as file:
            return [self.process.pid, *map(int, file.read().split())]

    def cpu_micros(self):
        total = 0
        for pid in self.pids():
            with open(f"/proc/{pid}/stat") as file:
                fields = file.read().rpartition(") ")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total * TICK_MICROS

    def rss_mb(self):
        total = 0
        for pid in self.pids():
            with open(f"/proc/{pid}/status") as file:
                total += int(re.search(r"VmRSS:\s+(\d+)", file.read())[1])
        return total / 1024

    def wait_until_it_answers(self, path="/"):
        wait_for(lambda: answers(self.port, path), f"{self.name} answers nothing (log: {self.log})")
        return self

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait()


class AuthServer(Program):
    """Our server with some configuration; /ready says yes once it knows the provider's keys."""

    def __init__(self, folder, name, config, cpus=None):
        path = os.path.join(folder, f"{name}.yaml")
        with open(path, "w") as file:
            file.write(config)
        started = time.monotonic()
        super().__init__(name, 0, [f"{BUILD}/authserver/meshsso-authserver", "--config", path],
                         os.path.join(folder, f"{name}.log"), cpus)
        wait_for(lambda: self.logged('"server.listening"'), f"the server did not start (log: {self.log})", 0.001)
        self.startup_ms = (time.monotonic() - started) * 1000
        line = self.logged('"server.listening"')
        self.port = int(re.search(r'"port":(\d+)', line)[1])
        self.grpc_port = int(re.search(r'"grpc_port":(\d+)', line)[1])
        wait_for(lambda: answers(self.port, "/ready"), f"the server is not ready (log: {self.log})")

    def logged(self, what):
        with open(self.log, errors="replace") as file:
            return next((line for line in file if what in line and line.endswith("\n")), None)


def wait_for(condition, otherwise, step=0.02, patience=20):
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            raise SystemExit("error: " + otherwise)
        time.sleep(step)


def answers(port, path):
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2).close()
        return True
    except OSError:
        return False
