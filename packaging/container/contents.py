"""What the image holds: one list, for the archive that image.py writes and for the Containerfile's last stage.

Everything foreign is copied from packages of the Debian system it runs on; what dpkg does not know is refused.
"""

import os
import re
import stat
import subprocess
import tempfile

UID = 65532
CONFIG = "/etc/meshsso/config/authserver.yaml"
BINARY = "/usr/bin/meshsso-authserver"
SBOM = "/usr/share/doc/meshsso-authserver/sbom.spdx.json"
# Where the exported Deployment mounts, and what a container runtime does: neither can make a folder in a read-only root.
MOUNTS = ["/dev", "/proc", "/sys", "/run", "/etc/meshsso/config", "/etc/meshsso/secrets", "/etc/meshsso/ca",
          "/etc/meshsso/redis-ca", "/etc/meshsso/pages"]
# Packages of which no file is in the image, but code in the program: headers with templates and inline functions, and
# what the compiler links into every program. A test compares them with what the compiler really read.
COMPILED_IN = ["libboost1.81-dev", "libcli11-dev", "libexpected-dev", "libfmt-dev", "libspdlog-dev", "libyaml-cpp-dev",
               "libc6-dev", "libgcc-12-dev", "libstdc++-12-dev"]
COMPILED_IN_WITH_GRPC = ["libprotobuf-dev"]


class ImageError(Exception):
    """What is wrong and what to do; printed, never traced."""


class Entry:
    """A folder, file or symbolic link of the image; package is the Debian package it was copied from, or None."""

    def __init__(self, mode=0o644, data=None, link=None, package=None):
        self.mode, self.data, self.link, self.package = mode, data, link, package


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    if done.returncode != 0:
        raise ImageError(f"{command[0]} failed: {done.stderr.strip()[:300]}")
    return done.stdout


def read(path):
    with open(path, "rb") as file:
        return file.read()


def owner(path):
    """The package a file belongs to; with merged /usr dpkg may know it under either name."""
    real = os.path.realpath(path)
    names = {real, real.removeprefix("/usr"), "/usr" + real}
    found = subprocess.run(["dpkg-query", "-S", *sorted(names)], capture_output=True, text=True)
    for line in found.stdout.splitlines():
        package, _, name = line.partition(": ")
        if name in names and "," not in package:
            return package.split(":")[0]
    raise ImageError(f"{path} belongs to no Debian package. Fix: install the library from Debian, not by hand")


def libraries(binary):
    """The transitive closure of what the loader maps for the program: path by SONAME, and the loader itself."""
    text = run("ldd", binary)
    missing = re.findall(r"^\s*(\S+) => not found", text, re.M)
    if missing:
        raise ImageError(f"{binary} needs {', '.join(missing)}, not installed here. Fix: ./dev image installs them")
    found = dict(re.findall(r"^\s*(\S+) => (/\S+) \(", text, re.M))
    loader = re.search(r"^\s*(/\S*/ld-linux\S+) \(", text, re.M)
    if not found or not loader:
        raise ImageError(f"{binary} is not a dynamically linked program of this machine")
    if foreign := [name for name in found if re.match(r"lib(Qt\d|icu|asan|tsan|ubsan)", name)]:
        raise ImageError(f"{binary} links {foreign[0]}. Fix: build the server alone, with the preset release")
    return found, loader.group(1)


def stripped(binary):
    with tempfile.NamedTemporaryFile() as file:
        run("strip", "--strip-all", "-o", file.name, binary)
        return read(file.name)


def installed_files(package):
    return [line for line in run("dpkg-query", "-L", package).splitlines() if os.path.isfile(line)]


def compiled_in(grpc):
    return sorted(COMPILED_IN + (COMPILED_IN_WITH_GRPC if grpc else []))


def contents(binary, source_root, grpc):
    """The image's entries by absolute path, the SBOM excepted, which describes them."""
    entries = {}

    def add(path, data, package=None, mode=0o644):
        entries[path] = Entry(mode, data, package=package)

    def link(path, target, package=None):
        entries[path] = Entry(0o777, link=target, package=package)

    add(BINARY, stripped(binary), mode=0o755)
    found, loader = libraries(binary)
    triplet = os.path.dirname(os.path.realpath(loader))
    for soname, path in sorted(found.items()):
        if os.path.realpath(os.path.dirname(path)) != triplet:
            raise ImageError(f"{soname} is found in {os.path.dirname(path)}, where the image's loader does not look. "
                             "Fix: remove the copy, unset LD_LIBRARY_PATH")
        add(f"{triplet}/{soname}", read(path), owner(path))
    # The path that the program names, /lib64/ld-linux-x86-64.so.2, is on Debian a link into the libraries' folder.
    name = os.path.basename(os.path.realpath(loader))
    add(f"{triplet}/{name}", read(loader), owner(loader), 0o755)
    folder = os.path.dirname(loader)
    if folder == "/lib64":
        link("/lib64", "usr/lib64")
        link(f"/usr/lib64/{os.path.basename(loader)}", f"{triplet}/{name}")
    else:
        link(f"/usr/lib/{os.path.basename(loader)}", f"{triplet}/{name}")
    link("/lib", "usr/lib")

    # Debian's own authorities only: the bundle in /etc/ssl/certs may hold what an administrator added here.
    authorities = [path for path in installed_files("ca-certificates")
                   if path.startswith("/usr/share/ca-certificates/") and path.endswith(".crt")]
    if not authorities:
        raise ImageError("ca-certificates holds no certificate. Fix: reinstall ca-certificates")
    add("/etc/ssl/certs/ca-certificates.crt", b"".join(read(path) for path in sorted(authorities)), "ca-certificates")
    # Where OpenSSL looks by itself, besides curl.
    link("/usr/lib/ssl/cert.pem", "/etc/ssl/certs/ca-certificates.crt")

    # Our log is UTC; a library that logs local time follows TZ. The compiled zones once: not the second
    # and third set (posix/, right/), no tables.
    zones = "/usr/share/zoneinfo/"
    for path in installed_files("tzdata"):
        if not path.startswith(zones) or re.match(r"(posix|right)/|localtime|posixrules", path[len(zones):]):
            continue
        if os.path.islink(path) and not os.readlink(path).startswith("/"):
            link(path, os.readlink(path), "tzdata")
        elif read(path)[:4] == b"TZif":
            add(path, read(path), "tzdata")
    if f"{zones}Etc/UTC" not in entries:
        raise ImageError("tzdata holds no Etc/UTC. Fix: reinstall tzdata")

    add("/etc/passwd", b"root:x:0:0:root:/nonexistent:/nonexistent\n"
                       b"nonroot:x:65532:65532:nonroot:/nonexistent:/nonexistent\n")
    add("/etc/group", b"root:x:0:\nnonroot:x:65532:\n")
    add("/etc/nsswitch.conf", b"passwd: files\ngroup: files\nhosts: files dns\n")
    # The distribution, for scanners; they read the packages below.
    add("/usr/lib/os-release", read("/usr/lib/os-release"), "base-files")
    link("/etc/os-release", "../usr/lib/os-release")

    # Licences travel with what they cover; they refer to the common ones.
    for path in installed_files("base-files"):
        if path.startswith("/usr/share/common-licenses/"):
            if os.path.islink(path):
                link(path, os.readlink(path), "base-files")
            else:
                add(path, read(path), "base-files")
    add("/usr/share/doc/meshsso-authserver/LICENSE", read(f"{source_root}/LICENSE"))
    copied = {entry.package for entry in entries.values() if entry.package}
    for package in sorted(copied.union(compiled_in(grpc))):
        add(f"/usr/share/doc/{package}/copyright", read(f"/usr/share/doc/{package}/copyright"),
            package if package in copied else None)
        # dpkg's record of it, where scanners of images without dpkg look.
        add(f"/var/lib/dpkg/status.d/{package}", run("dpkg-query", "-s", package).encode())

    for path in MOUNTS:
        entries[path] = Entry(0o755)
    return entries


def with_folders(entries):
    """The entries and the folders above them, sorted: parents first, always the same order."""
    complete = dict(entries)
    for path in entries:
        parent = os.path.dirname(path)
        while parent != "/":
            complete.setdefault(parent, Entry(0o755))
            parent = os.path.dirname(parent)
    return sorted(complete.items())


def write_folder(entries, folder):
    """The same as a folder, for `COPY --from`."""
    for path, entry in with_folders(entries):
        target = folder + path
        if entry.link is not None:
            os.symlink(entry.link, target)
        elif entry.data is None:
            os.mkdir(target)
            os.chmod(target, entry.mode)
        else:
            with open(target, "wb") as file:
                file.write(entry.data)
            os.chmod(target, stat.S_IMODE(entry.mode))
