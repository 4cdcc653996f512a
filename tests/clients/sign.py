"""A JSON Web Token (RFC 7519) by HS256, good for a day. In: the secret."""

import base64
import hmac
import json
import sys
import time


def encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


claims = {"sub": "ann", "exp": int(time.time()) + 24 * 3600}
parts = [encoded(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
signed = ".".join(parts)
print(f"{signed}.{encoded(hmac.digest(sys.argv[1].encode(), signed.encode(), 'sha256'))}")
