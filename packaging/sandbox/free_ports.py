#!/usr/bin/env python3
"""Prints that many different free loopback ports, held open together while they are chosen.

usage: free_ports.py COUNT

Not of those that the kernel gives to connections (from 32768): one could take a port before the server that it is for
starts. Nor of those that the tests take for servers of their own (tests/support/FreePort.cpp).
"""
import random
import socket
import sys

ports = []
sockets = []
while len(ports) < int(sys.argv[1]):
    port, candidate = random.randrange(28672, 32768), socket.socket()
    try:
        candidate.bind(("127.0.0.1", port))
    except OSError:
        continue
    ports.append(port)
    sockets.append(candidate)
print(*ports)
