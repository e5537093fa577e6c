"""The software bill of materials, SPDX 2.3 as JSON, from dpkg's own data."""

import hashlib
import json
import re

from contents import run

# Names of Debian's machine-readable copyright files (DEP 5) that SPDX spells otherwise.
SPDX_NAMES = {
    "expat": "MIT", "mit": "MIT", "apache-2": "Apache-2.0", "apache-2.0": "Apache-2.0", "isc": "ISC", "zlib": "Zlib",
    "bsl-1.0": "BSL-1.0", "bsd-2-clause": "BSD-2-Clause", "bsd-3-clause": "BSD-3-Clause",
    "bsd-4-clause": "BSD-4-Clause", "mpl-2.0": "MPL-2.0", "curl": "curl", "cc0-1.0": "CC0-1.0",
}


def licence_id(name):
    """An SPDX identifier for a DEP 5 short name; what SPDX does not know becomes a LicenseRef."""
    if known := SPDX_NAMES.get(name.lower()):
        return known
    if match := re.fullmatch(r"(AGPL|LGPL|GPL|GFDL)-(\d)(?:\.(\d))?(\+?)", name, re.I):
        family, major, minor, later = match.groups()
        return f"{family.upper()}-{major}.{minor or 0}-{'or-later' if later else 'only'}"
    return "LicenseRef-" + re.sub(r"[^A-Za-z0-9.-]+", "-", name).strip("-")


def licences(copyright_text):
    """The SPDX expression of a machine-readable copyright file; None where the file is prose."""
    if not re.match(r"\s*Format:\s*\S*copyright-format", copyright_text):
        return None
    found = set()
    for line in re.findall(r"^License:[ \t]*(\S.*)$", copyright_text, re.M):
        if " with " in line.lower():
            found.add(licence_id(line))
            continue
        for name in re.split(r",?\s+(?:and/or|and|or)\s+|,\s*|\s*\|\s*", line):
            if name.strip():
                found.add(licence_id(name.strip()))
    # Of a package all licences hold, one for each of its parts.
    return " AND ".join(sorted(found)) or None


def identifier_of(package):
    return "SPDXRef-Package-" + re.sub(r"[^A-Za-z0-9.-]", "-", package)


def debian_package(package, copyright_text):
    """What dpkg knows of a package, in SPDX's words."""
    fields = "${Version}\t${Architecture}\t${source:Package}\t${source:Version}\t${Maintainer}\t${Homepage}"
    number, architecture, origin, origin_version, maintainer, home = run(
        "dpkg-query", "-W", "-f", fields, package).splitlines()[0].split("\t")
    described = {
        "SPDXID": identifier_of(package), "name": package, "versionInfo": number,
        "supplier": "Organization: " + maintainer.replace("<", "(").replace(">", ")"),
        "downloadLocation": "NOASSERTION", "licenseDeclared": licences(copyright_text) or "NOASSERTION",
        "licenseConcluded": "NOASSERTION", "copyrightText": "NOASSERTION",
        "sourceInfo": f"Debian source package {origin} {origin_version}",
        "externalRefs": [{
            "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
            "referenceLocator": f"pkg:deb/debian/{package.replace('+', '%2B')}"
                                f"@{number.replace(':', '%3A').replace('+', '%2B')}"
                                f"?arch={architecture}&distro=debian-12"}]}
    return described | ({"homepage": home} if home else {})


def make_sbom(entries, compiled_in, version, created, licence, revision, source):
    """The document as bytes; the same entries make the same document."""
    packages, files, relationships = [], [], []
    main = identifier_of("meshsso-authserver")
    by_package = {}

    def copyright_of(package):
        return entries[f"/usr/share/doc/{package}/copyright"].data.decode("utf-8", "replace")

    for path, entry in sorted(entries.items()):
        if entry.data is not None:
            by_package.setdefault(entry.package, []).append((path, entry.data))

    for package, held in sorted(by_package.items(), key=lambda item: item[0] or ""):
        identifier = identifier_of(package or "meshsso-authserver")
        sums = []
        for path, data in held:
            file_id = "SPDXRef-File-" + hashlib.sha256(path.encode()).hexdigest()[:20]
            sha1 = hashlib.sha1(data).hexdigest()
            sums.append(sha1)
            files.append({
                "SPDXID": file_id, "fileName": "." + path, "copyrightText": "NOASSERTION",
                "licenseConcluded": "NOASSERTION",
                "checksums": [{"algorithm": "SHA1", "checksumValue": sha1},
                              {"algorithm": "SHA256", "checksumValue": hashlib.sha256(data).hexdigest()}]})
            relationships.append((identifier, "CONTAINS", file_id))
        if package is None:
            described = {"SPDXID": main, "name": "meshsso-authserver", "versionInfo": version,
                         "supplier": "NOASSERTION", "copyrightText": "NOASSERTION", "licenseConcluded": "NOASSERTION",
                         "downloadLocation": f"git+{source}@{revision}" if source else "NOASSERTION",
                         "licenseDeclared": licence, "primaryPackagePurpose": "CONTAINER"}
            relationships.append(("SPDXRef-DOCUMENT", "DESCRIBES", main))
        else:
            described = debian_package(package, copyright_of(package))
            relationships.append((main, "DEPENDS_ON", identifier))
        packages.append(described | {
            "filesAnalyzed": True,
            "packageVerificationCode": {
                "packageVerificationCodeValue": hashlib.sha1("".join(sorted(sums)).encode()).hexdigest()}})
    for package in compiled_in:
        packages.append(debian_package(package, copyright_of(package)) | {
            "filesAnalyzed": False, "comment": "Compiled into /usr/bin/meshsso-authserver; no file of it is here."})
        relationships.append((main, "STATIC_LINK", identifier_of(package)))
    foreign = {name for package in packages
               for name in re.findall(r"LicenseRef-[A-Za-z0-9.-]+", package["licenseDeclared"])}

    document = {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"meshsso-authserver-{version}",
        "creationInfo": {"created": created, "creators": ["Tool: meshsso-packaging-container"]},
        "packages": packages, "files": files,
        "hasExtractedLicensingInfos": [
            {"licenseId": name, "name": name.removeprefix("LicenseRef-"),
             "extractedText": "See the package's copyright file, /usr/share/doc/PACKAGE/copyright in the image."}
            for name in sorted(foreign)],
        "relationships": [{"spdxElementId": a, "relationshipType": kind, "relatedSpdxElement": b}
                          for a, kind, b in relationships]}
    digest = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
    document["documentNamespace"] = f"https://spdx.org/spdxdocs/meshsso-authserver-{version}-{digest}"
    return (json.dumps(document, indent=1, sort_keys=True) + "\n").encode()
