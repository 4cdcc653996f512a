"""One good credential for every security scheme of a document: the server's settings (`server.env`), and the tester's
(`schemathesis.toml`). In: the document, a folder. Schemes that no shipped provider is for are named, and left out."""

import base64
import hashlib
import hmac
import json
import sys
import time
from pathlib import Path

SECRET = "a secret that only this test and its server know"
KEY = "the-key-of-the-tester"
# argon2id of "schemathesis", as cheap as it gets: nothing is kept secret by it.
PASSWORD = "schemathesis"
HASH = "$argon2id$v=19$m=1024,t=1,p=1$if/g070myBQvpRjo314ALA$RmzOAjde8/FXMddeiSPDrukfALf1CDF5Q+br7IhpcDo"


def main() -> None:
    document, folder = json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2])
    schemes = document.get("components", {}).get("securitySchemes", {})
    scopes = sorted(set(required_scopes(document)))
    settings, auth = {}, {}
    for name, scheme in schemes.items():
        kind, http = scheme.get("type"), scheme.get("scheme", "").lower()
        if kind == "apiKey":
            digest = hashlib.sha256(KEY.encode()).hexdigest()
            settings["API_KEYS"] = f"tester:{digest}:{' '.join(scopes)}"
            auth[name] = {"api_key": KEY}
        elif kind in ("oauth2", "openIdConnect") or (kind == "http" and http == "bearer"):
            settings["JWT_SECRET"] = SECRET
            auth[name] = {"bearer": token(scopes)}
        elif kind == "http" and http == "basic":
            settings["BASIC_USERS"] = f"tester:{HASH}" + (f":{','.join(scopes)}" if scopes else "")
            auth[name] = {"username": "tester", "password": PASSWORD}
        else:
            print(f"no credential for {name}: {kind} {http}", file=sys.stderr)
    env = "".join(f"export {name}={quoted(value)}\n" for name, value in settings.items())
    (folder / "server.env").write_text(env)
    toml = ""
    for name, values in auth.items():
        toml += f"[auth.openapi.{json.dumps(name)}]\n"
        toml += "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())
    (folder / "schemathesis.toml").write_text(toml)


def required_scopes(value: object) -> list[str]:
    """Every scope or role that a requirement anywhere in the document names."""
    if isinstance(value, list):
        return [scope for item in value for scope in required_scopes(item)]
    if not isinstance(value, dict):
        return []
    found = []
    for name, member in value.items():
        if name == "security" and isinstance(member, list):
            requirements = [entry for entry in member if isinstance(entry, dict)]
            found += [scope for entry in requirements for scopes in entry.values() for scope in scopes]
        else:
            found += required_scopes(member)
    return found


def token(scopes: list[str]) -> str:
    claims = {"sub": "tester", "scope": " ".join(scopes), "exp": int(time.time()) + 24 * 3600}
    signed = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(claims)}"
    return f"{signed}.{encoded(hmac.digest(SECRET.encode(), signed.encode(), 'sha256'))}"


def part(value: object) -> str:
    return encoded(json.dumps(value).encode())


def encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


main()
