#!/usr/bin/env python3
"""Makes the authorization server's image from its program and this Debian system; needs neither daemon nor root.

Written here rather than by a build tool: every byte of the archive then follows from the contents, the version and
SOURCE_DATE_EPOCH, so that two builds have one digest. skopeo, umoci, podman and docker read the result.
"""

import argparse
import datetime
import gzip
import hashlib
import io
import json
import os
import sys
import tarfile

from contents import BINARY, CONFIG, SBOM, UID, Entry, ImageError, compiled_in, contents, with_folders, write_folder
from sbom import make_sbom

SOURCE_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
LIMIT = {False: 40_000_000, True: 65_000_000}


def tar(entries, epoch):
    """An archive that depends on nothing but the entries: sorted, one time, user and group 0."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, entry in entries:
            info = tarfile.TarInfo(path.lstrip("/"))
            info.mode, info.mtime = entry.mode, epoch
            if entry.link is not None:
                info.type, info.linkname = tarfile.SYMTYPE, entry.link
            elif entry.data is None:
                info.type = tarfile.DIRTYPE
            else:
                info.size = len(entry.data)
            archive.addfile(info, io.BytesIO(entry.data) if entry.data is not None else None)
    return buffer.getvalue()


def sha256(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def dump(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def labels(arguments, created):
    prefix = "org.opencontainers.image."
    values = {
        "title": "meshsso-authserver",
        "description": "Authorization server for Envoy's ext_authz and nginx's auth_request: single sign-on with "
                       "OpenID Connect",
        "version": arguments.version + ("-grpc" if arguments.grpc else ""), "revision": arguments.revision,
        "source": arguments.source, "licenses": "Apache-2.0", "created": created}
    return {prefix + name: value for name, value in values.items() if value}


def oci_archive(layer, arguments, created):
    """The oci-archive (image layout in a tar) and the manifest's digest."""
    blobs = {}

    def blob(media_type, data, **more):
        blobs[sha256(data)] = data
        return {"mediaType": media_type, "digest": sha256(data), "size": len(data), **more}

    annotations = labels(arguments, created)
    second = 1_000_000_000
    config = blob("application/vnd.oci.image.config.v1+json", dump({
        "architecture": ARCHITECTURES[os.uname().machine], "os": "linux", "created": created,
        "config": {
            "User": f"{UID}:{UID}", "Entrypoint": [BINARY], "Cmd": ["--config", CONFIG], "WorkingDir": "/",
            "Env": ["PATH=/usr/bin"], "StopSignal": "SIGTERM",
            "ExposedPorts": {f"{port}/tcp": {} for port in (4180, 9090) + ((4181,) if arguments.grpc else ())},
            "Labels": annotations,
            # Docker's addition, kept by docker and podman; Kubernetes has its own probes.
            "Healthcheck": {"Test": ["CMD", BINARY, "--config", CONFIG, "healthcheck"], "Interval": 10 * second,
                            "Timeout": 3 * second, "StartPeriod": 5 * second, "Retries": 3}},
        "rootfs": {"type": "layers", "diff_ids": [sha256(layer)]},
        "history": [{"created": created, "created_by": "packaging/container/image.py"}]}))
    packed = blob("application/vnd.oci.image.layer.v1.tar+gzip", gzip.compress(layer, 9, mtime=0))
    media_type = "application/vnd.oci.image.manifest.v1+json"
    manifest = blob(media_type, dump({
        "schemaVersion": 2, "mediaType": media_type, "config": config, "layers": [packed],
        "annotations": annotations}))
    tag = annotations["org.opencontainers.image.version"]
    index = dump({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [
        manifest | {"annotations": {"org.opencontainers.image.ref.name": tag}}]})
    files = {"oci-layout": dump({"imageLayoutVersion": "1.0.0"}), "index.json": index}
    files |= {"blobs/sha256/" + digest.removeprefix("sha256:"): data for digest, data in blobs.items()}
    entries = with_folders({"/" + name: Entry(0o644, data) for name, data in files.items()})
    return tar(entries, arguments.epoch), manifest["digest"]


def print_sizes(entries):
    """What is in the image, the largest first."""
    sizes = {}
    for entry in entries.values():
        if entry.data is not None:
            name = entry.package or "meshsso-authserver"
            sizes[name] = sizes.get(name, 0) + len(entry.data)
    for name, size in sorted(sizes.items(), key=lambda item: -item[1]):
        print(f"{size:>10} {name}", file=sys.stderr)


def write(path, data):
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with open(path + ".part", "wb") as file:
        file.write(data)
    os.replace(path + ".part", path)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", required=True, help="meshsso-authserver as built; it is stripped")
    parser.add_argument("--version", required=True)
    parser.add_argument("--revision", default="", help="the commit")
    parser.add_argument("--source", default="https://github.com/meshsso/meshsso")
    parser.add_argument("--epoch", type=int, default=os.environ.get("SOURCE_DATE_EPOCH"),
                        help="the one time in the image (default: SOURCE_DATE_EPOCH)")
    parser.add_argument("--grpc", action="store_true", help="the server was built with gRPC")
    parser.add_argument("--sizes", action="store_true", help="print what each package takes")
    parser.add_argument("--output", help="the oci-archive; the SBOM goes beside it, named .spdx.json")
    parser.add_argument("--rootfs", help="a new folder for the contents, instead of an archive")
    arguments = parser.parse_args()
    if arguments.epoch is None:
        raise ImageError("no time is given. Fix: --epoch or SOURCE_DATE_EPOCH, the commit's date in seconds")
    if bool(arguments.output) == bool(arguments.rootfs):
        raise ImageError("--output or --rootfs says where the result goes. Fix: give one of them")
    return arguments


def main():
    arguments = parse()
    created = datetime.datetime.fromtimestamp(arguments.epoch, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    entries = contents(arguments.binary, SOURCE_ROOT, arguments.grpc)
    sbom = make_sbom(entries, compiled_in(arguments.grpc), arguments.version, created, "Apache-2.0",
                     arguments.revision, arguments.source)
    entries[SBOM] = Entry(0o644, sbom)
    if arguments.sizes:
        print_sizes(entries)
    size = sum(len(entry.data) for entry in entries.values() if entry.data is not None)
    if size > LIMIT[arguments.grpc]:
        raise ImageError(f"the image would hold {size} bytes, and its limit is {LIMIT[arguments.grpc]}. "
                         "Fix: --sizes shows what grew")
    if arguments.rootfs:
        os.makedirs(arguments.rootfs)
        write_folder(entries, arguments.rootfs.rstrip("/"))
        return
    layer = tar(with_folders(entries), arguments.epoch)
    archive, digest = oci_archive(layer, arguments, created)
    write(arguments.output, archive)
    write(arguments.output.removesuffix(".oci.tar") + ".spdx.json", sbom)
    print(f"{digest} {size} {len(archive)} {arguments.output}")


if __name__ == "__main__":
    try:
        main()
    except (ImageError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
