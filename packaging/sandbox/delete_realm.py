#!/usr/bin/env python3
"""Deletes the realm that ./dev demo made in somebody else's Keycloak.

usage: delete_realm.py KEYCLOAK_URL REALM

The administrator comes from MESHSSO_KEYCLOAK_ADMIN_USERNAME and MESHSSO_KEYCLOAK_ADMIN_PASSWORD. Only realms named
meshsso-demo-... are touched.
"""

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

TIMEOUT_S = 20


def call(request):
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:
        return response.read()


def admin_token(url):
    form = urllib.parse.urlencode(
        {
            "grant_type": "password",
            "client_id": "admin-cli",
            "username": os.environ["MESHSSO_KEYCLOAK_ADMIN_USERNAME"],
            "password": os.environ["MESHSSO_KEYCLOAK_ADMIN_PASSWORD"],
        }
    )
    return json.loads(call(urllib.request.Request(f"{url}/realms/master/protocol/openid-connect/token", form.encode())))[
        "access_token"
    ]


def main():
    if len(sys.argv) != 3 or not sys.argv[2].startswith("meshsso-demo-"):
        sys.exit(__doc__)
    url, realm = sys.argv[1].rstrip("/"), sys.argv[2]
    try:
        headers = {"Authorization": f"Bearer {admin_token(url)}"}
        call(urllib.request.Request(f"{url}/admin/realms/{realm}", headers=headers, method="DELETE"))
    except urllib.error.HTTPError as error:
        if error.code != 404:
            sys.exit(f"Keycloak answered {error.code}")
    except (OSError, KeyError, ValueError) as error:
        sys.exit(f"Keycloak could not be asked: {error}")


if __name__ == "__main__":
    main()
