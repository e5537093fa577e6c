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


def make_sbom(entries, version, created, licence, revision, source):
    """The document as bytes; the same entries make the same document."""
    packages, files, relationships, foreign = [], [], [], set()
    by_package = {}
    for path, entry in sorted(entries.items()):
        if entry.data is not None:
            by_package.setdefault(entry.package, []).append((path, entry.data))

    for package, held in sorted(by_package.items(), key=lambda item: item[0] or ""):
        identifier = "SPDXRef-Package-" + re.sub(r"[^A-Za-z0-9.-]", "-", package or "meshsso-authserver")
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
        described = {
            "SPDXID": identifier, "copyrightText": "NOASSERTION", "licenseConcluded": "NOASSERTION",
            "filesAnalyzed": True,
            "packageVerificationCode": {
                "packageVerificationCodeValue": hashlib.sha1("".join(sorted(sums)).encode()).hexdigest()}}
        if package is None:
            described |= {"name": "meshsso-authserver", "versionInfo": version, "supplier": "NOASSERTION",
                          "downloadLocation": f"git+{source}@{revision}" if source else "NOASSERTION",
                          "licenseDeclared": licence, "primaryPackagePurpose": "CONTAINER"}
            relationships.append(("SPDXRef-DOCUMENT", "DESCRIBES", identifier))
        else:
            fields = "${Version}\t${Architecture}\t${source:Package}\t${source:Version}\t${Maintainer}\t${Homepage}"
            number, architecture, origin, origin_version, maintainer, home = run(
                "dpkg-query", "-W", "-f", fields, package).splitlines()[0].split("\t")
            declared = licences(dict(held)[f"/usr/share/doc/{package}/copyright"].decode("utf-8", "replace"))
            foreign.update(re.findall(r"LicenseRef-[A-Za-z0-9.-]+", declared or ""))
            described |= {
                "name": package, "versionInfo": number, "supplier": "Organization: " + maintainer.replace("<", "(").replace(">", ")"),
                "downloadLocation": "NOASSERTION", "licenseDeclared": declared or "NOASSERTION",
                "sourceInfo": f"Debian source package {origin} {origin_version}",
                "externalRefs": [{
                    "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                    "referenceLocator": f"pkg:deb/debian/{package.replace('+', '%2B')}"
                                        f"@{number.replace(':', '%3A').replace('+', '%2B')}"
                                        f"?arch={architecture}&distro=debian-12"}]}
            if home:
                described["homepage"] = home
            relationships.append(("SPDXRef-Package-meshsso-authserver", "DEPENDS_ON", identifier))
        packages.append(described)

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
