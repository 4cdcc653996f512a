#!/usr/bin/env python3
"""Records what FastAPI answers, for `cargo run --example replay`.

    python3 tests/fastapi/record.py [--every N] OUT [APP.py ...]

Wants FastAPI (and python-multipart, email-validator) installed; without it, it says so and ends. Each application of
`apps/` (or those given) becomes OUT/cases/NAME.json: its document, and its answers to requests made up from the
document: valid ones, and many that differ from a valid one in a single place; `--every` keeps one in N of the latter.
"""
import asyncio
import base64
import copy
import importlib.util
import json
import pathlib
import sys
import urllib.parse
import zlib

try:
    import fastapi
except ImportError:
    sys.exit("skipped: FastAPI is not installed")

HEADERS = {"host": "testserver", "accept": "*/*", "user-agent": "record"}
OF_INTEREST = ("content-type", "allow", "www-authenticate", "location")

# What a parameter or a field of a form is tried with.
TEXTS = [
    "", " ", "abc", "é世", "0", "1", "-0", "007", "+5", " 7 ", "1_000", "1__0", "_1", "1.0", "1.50", "1.5", "3.", ".5", "1e3", "1E400",
    "0x10", "1,5", "nan", "-inf", "Infinity", "٣", "9" * 30, "1" * 4301, "true", "TRUE", "False", "yes", "n", "on", "2", "null", "None",
    "2024-02-29", "2023-02-29", "2024-2-9", "2024-02-29T00:00:00", "2024-02-29T12:30:00Z", "2024-02-29 12:30", "2024-02-29T12:30:00+25:00",
    "2024-02-29T12:30:00.123456789", "2024-02-29T24:00:00", "1709164800", "1709164800.5", "1709164800000", "-1", "86400", "12:30", "12:30:15.5Z",
    "25:00", "12:60", "12:30:61", "P1DT2H", "PT1.5S", "P1Y", "P", "1 day", "1 days, 02:03:04", "-P1D", "01:02:03", "1 day 25:00:00",
    "12345678-1234-5678-1234-567812345678", "{12345678-1234-5678-1234-567812345678}", "urn:uuid:12345678-1234-5678-1234-567812345678",
    "123456781234567812345678", "12345678-1234-5678-1234-56781234567g", "12345678123456781234567812345678", "1234-5678",
    "a@b.c", "a@example.com", "A B <a@Example.COM>", "a@b@c", "a..b@example.com", "@example.com", "a@", "a@example.c0m", "a@-example.com",
    "http://example.com", "https://example.com/p?q#f", "HTTP://EXAMPLE.com", "ftp://x.y", "http://", "http://a b", "http://x:99999", "//x.y", "mailto:a@b",
    "1.2.3.4", "1.2.3.256", "::1", "2001:db8::1", "[::1]", "1.2.3.4/24", "::/0", "1.2.3.0/24",
    "red", "RED", "a", "b", "c", "x" * 11, "x" * 60, "[1,2]", '["1"]', '{"a":1}', '{"a"', "#fff", "5.123", "99999.5", "-1.5", "1.23E2",
]
# What a value in JSON is tried with, beside these texts.
VALUES = [
    None, True, False, 0, 1, -1, 2, 5, 10, 11, 100, 1.0, 1.5, 2.5, -0.0, 1e3, 1e300, 1e18, 1709164800, 1709164800.5, 1709164800000, 86399, 86400, 20000000001,
    10**30, [], [1], ["a"], [1, 2, 3, 4], ["a", "a"], [None], [[]], [1, "x"], {}, {"a": 1}, {"a": "x"}, {"kind": "cat"}, {"1": 1}, [{}], [{"a": 1}],
]
BODIES = [
    ("json-empty-object", b"{}"), ("json-null", b"null"), ("json-list", b"[]"), ("json-string", b'"x"'), ("json-int", b"1"), ("json-true", b"true"),
    ("json-list-of-object", b"[{}]"), ("json-open", b'{"a":'), ("json-trailing", b'{"a":1} x'), ("json-comma", b'{"a":1,}'), ("json-blank", b"  \n "),
    ("json-single", b"{'a':1}"), ("json-word", b"abc"), ("json-control", b'{"a":"\x01"}'), ("json-escape", b'{"a":"\\x"}'), ("json-unicode", b'{"a":"\\u12"}'),
    ("json-badutf8", b'{"a":"\xff"}'), ("json-bom", b"\xef\xbb\xbf{}"), ("json-utf16", '{"a":1}'.encode("utf-16")), ("json-zero", b'{"a":01}'), ("json-minus", b'{"a":-}'),
    ("json-deep", b"[" * 100 + b"]" * 100), ("json-close", b"}"), ("json-colon", b'{"a" 1}'), ("json-unquoted", b"{a:1}"), ("json-é", '{"é": x}'.encode()), ("none", b""),
]
TYPES = [
    None, "", "application/json", "Application/JSON; charset=latin-1", "application/vnd.api+json", "text/json", "text/plain", "application/jsonx", "application",
    "application/octet-stream", "application/x-www-form-urlencoded", "application/geo+json;x=y", "application/json,text/plain", "multipart/form-data",
]


async def call(app, method, target, headers, body):
    path, _, query = target.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http", "root_path": "",
        "path": urllib.parse.unquote(path, errors="replace"), "raw_path": path.encode(), "query_string": query.encode(),
        "headers": [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in headers], "client": ("testclient", 1), "server": ("testserver", 80),
    }
    sent, chunks = False, []
    answer = {}

    async def receive():
        nonlocal sent
        if sent:
            await asyncio.sleep(3600)
        sent = True
        return {"type": "http.request", "body": body or b"", "more_body": False}

    async def send(message):
        if message["type"] == "http.response.start":
            answer["status"] = message["status"]
            answer["headers"] = {k.decode("latin-1"): v.decode("latin-1") for k, v in message["headers"]}
        elif message["type"] == "http.response.body":
            chunks.append(message.get("body", b""))

    try:
        await app(scope, receive, send)
    except Exception as error:  # what the application did not catch is a 500
        if "status" not in answer:
            return {"status": 500, "headers": {}, "text": repr(error)}
    text = b"".join(chunks).decode("utf-8", "replace") if method != "HEAD" else ""
    told = {"status": answer["status"], "headers": {k: answer["headers"][k] for k in OF_INTEREST if k in answer["headers"]}}
    try:
        told["json"] = json.loads(text)
    except ValueError:
        if method != "HEAD":
            told["text"] = text
    return told


class Maker:
    """Valid values, by the schema alone."""

    FORMATS = {
        "date": "2024-02-29", "date-time": "2024-02-29T12:30:00Z", "time": "12:30:00", "duration": "PT1H", "uuid": "12345678-1234-5678-1234-567812345678",
        "email": "a@example.com", "uri": "https://example.com/", "ipv4": "1.2.3.4", "ipv6": "::1", "ipvanyaddress": "1.2.3.4", "ipvanynetwork": "1.2.3.0/24",
        "ipv4network": "1.2.3.0/24", "ipv6network": "::/0", "ipv4interface": "1.2.3.4/24", "ipv6interface": "::1/64", "ipvanyinterface": "1.2.3.4/24",
        "name-email": "A B <a@example.com>", "json-string": "1", "binary": "x", "base64url": "eA==", "multi-host-uri": "redis://localhost",
    }

    def __init__(self, document):
        self.schemas = document.get("components", {}).get("schemas", {})

    def resolve(self, schema):
        while "$ref" in schema:
            schema = self.schemas[schema["$ref"].rsplit("/", 1)[1]]
        if "allOf" in schema and len(schema["allOf"]) == 1 and "properties" not in schema:
            return self.resolve(schema["allOf"][0])
        return schema

    def value(self, schema, depth=0):
        schema = self.resolve(schema)
        if schema.get("examples"):
            return schema["examples"][0]
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        for union in ("anyOf", "oneOf"):
            if union in schema:
                return self.value(schema[union][0], depth)
        kind = schema.get("type")
        if kind == "object" or "properties" in schema:
            made = {}
            for name, inner in schema.get("properties", {}).items():
                if name in schema.get("required", []) or depth < 3:
                    made[name] = self.value(inner, depth + 1)
            extra = schema.get("additionalProperties")
            if isinstance(extra, dict) and not made:
                names = schema.get("propertyNames")
                made[self.value({"type": "string", **self.resolve(names)}) if names else "key"] = self.value(extra, depth + 1)
            return made
        if kind == "array":
            items = [self.value(inner, depth + 1) for inner in schema.get("prefixItems", [])]
            if not items and depth < 4 and schema.get("items") is not False:
                for _ in range(max(1, schema.get("minItems", 1))):
                    items.append(self.value(schema.get("items", {}), depth + 1))
            return items
        if kind in ("integer", "number"):
            low = schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
            step = schema.get("multipleOf")
            made = -(-low // step) * step if step else max(low, 0) if "minimum" not in schema else low
            return int(made) if kind == "integer" else made
        if kind == "boolean":
            return True
        if kind == "null":
            return None
        if kind == "string" or kind is None:
            if schema.get("contentMediaType") == "application/json":
                return json.dumps(self.value(schema.get("contentSchema", {}), depth))
            text = self.FORMATS.get(schema.get("format"), "abc" if kind else "any")
            return text.ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength", 99)]
        return None


def as_texts(value):
    """What stands for a value in a query, a header or a form: one text for each item."""
    if isinstance(value, list):
        return [as_texts(item)[0] for item in value]
    if isinstance(value, (dict, bool)) or value is None:
        return [json.dumps(value)]
    return [str(value)]


def places(value, path=()):
    yield path
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], path + (key,))
    elif isinstance(value, list):
        for index in range(len(value)):
            yield from places(value[index], path + (index,))


def put(value, path, new):
    if not path:
        return new
    value = copy.deepcopy(value)
    inner = value
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = new
    return value


def drop(value, path):
    value = copy.deepcopy(value)
    inner = value
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    return value


class Request:
    def __init__(self, method, template):
        self.method, self.template = method, template
        self.path, self.query, self.headers, self.cookies = {}, [], [], []
        self.body = self.type = None

    def target(self):
        path = self.template
        for name, text in self.path.items():
            path = path.replace("{" + name + "}", urllib.parse.quote(text, safe=""))
        query = "&".join(urllib.parse.quote(k, safe="") + "=" + urllib.parse.quote(v, safe="") for k, v in self.query)
        return path + ("?" + query if query else "")

    def all_headers(self):
        headers = list(self.headers)
        if self.cookies:
            headers.append(("cookie", "; ".join(f"{k}={v}" for k, v in self.cookies)))
        if self.type is not None:
            headers.append(("content-type", self.type))
        return headers


def multipart(fields):
    lines = []
    for name, value in fields:
        if isinstance(value, tuple):
            file, content = value
            head = f'Content-Disposition: form-data; name="{name}"; filename="{file}"\r\nContent-Type: text/plain'
        else:
            head, content = f'Content-Disposition: form-data; name="{name}"', value
        lines.append(f"--XX\r\n{head}\r\n\r\n{content}\r\n")
    return "".join(lines).encode() + b"--XX--\r\n"


class Recorder:
    def __init__(self, name, app, every):
        self.name, self.app, self.every = name, app, every
        self.document = json.loads(json.dumps(app.openapi()))
        self.maker = Maker(self.document)
        self.exchanges, self.seen = [], set()

    async def send(self, request, label, expect=None):
        target, headers = request.target(), request.all_headers()
        try:
            [value.encode("latin-1") for _, value in headers]
        except UnicodeEncodeError:
            return
        if any(c in value for _, value in headers for c in "\r\n\0"):
            return
        key = (request.method, target, json.dumps(headers), request.body)
        if key in self.seen or label != "base" and zlib.crc32(repr(key).encode()) % self.every:
            return
        self.seen.add(key)
        told = await call(self.app, request.method, target, list(HEADERS.items()) + headers, request.body)
        status, body = told["status"], told.get("json")
        if status >= 500:
            return
        if status == 422 and isinstance(body, dict) and isinstance(body.get("detail"), list):
            kind = "reject-422"
        elif status in (401, 403):
            kind = "auth"
        elif status in (404, 405, 307) and (body is None or body.get("detail") in ("Not Found", "Method Not Allowed")):
            kind = "routing"
        else:
            kind = "reject-400" if status == 400 else "accept"
        sent = {"method": request.method, "path": target}
        if headers:
            sent["headers"] = headers
        if request.body is not None:
            sent["body_b64"] = base64.b64encode(request.body).decode()
        self.exchanges.append({"class": kind, "comparable": True, "label": label, "request": sent, "response": told})

    def base(self, method, path, operation, item):
        request = Request(method, path)
        for parameter in item.get("parameters", []) + operation.get("parameters", []):
            schema = parameter.get("schema") or next(iter(parameter["content"].values()))["schema"]
            texts = as_texts(self.maker.value(schema))
            name = parameter["name"]
            if parameter["in"] == "path":
                request.path[name] = texts[0]
            elif parameter["in"] == "query":
                request.query += [(name, text) for text in texts]
            elif parameter["in"] == "header":
                request.headers += [(name, text) for text in texts]
            else:
                request.cookies += [(name, text) for text in texts[-1:]]
        schemes = self.document.get("components", {}).get("securitySchemes", {})
        for alternative in operation.get("security", []):
            for name in alternative:
                scheme = schemes[name]
                if scheme["type"] == "apiKey":
                    {"query": request.query, "header": request.headers, "cookie": request.cookies}[scheme["in"]].append((scheme["name"], "key"))
                elif scheme.get("scheme") == "basic":
                    request.headers.append(("authorization", "Basic YTpi"))
                else:
                    request.headers.append(("authorization", f"{scheme.get('scheme', 'Bearer')} token"))
        return request

    async def operation(self, method, path, operation, item):
        base = self.base(method, path, operation, item)
        content = operation.get("requestBody", {}).get("content", {})
        kind, media = next(iter(content.items()), (None, None))
        form = kind in ("application/x-www-form-urlencoded", "multipart/form-data")
        fields = value = None
        if form:
            fields = self.form_fields(media["schema"])
            self.fill(base, fields, kind)
        elif media is not None:
            value = self.maker.value(media["schema"])
            base.body = json.dumps(value).encode() if "json" in kind else str(value).encode()
            base.type = kind
        await self.send(base, "base")
        await self.parameters(base)
        await self.credentials(base)
        if fields is not None:
            await self.forms(base, fields, kind)
        elif value is not None:
            await self.bodies(base, value)
        await self.routes(base)

    async def parameters(self, base):
        for name in base.path:
            for text in TEXTS:
                if text and text != "." and len(text) < 2000:
                    request = copy.deepcopy(base)
                    request.path[name] = text
                    await self.send(request, f"path:{name}:{text[:20]}")
        for where in ("query", "headers", "cookies"):
            listed = getattr(base, where)
            for index, (name, value) in enumerate(listed):
                if name in ("authorization",):
                    continue
                for text in TEXTS:
                    if where == "cookies" and any(c in text for c in ' ;,"') or where != "query" and text != text.strip():
                        continue
                    request = copy.deepcopy(base)
                    getattr(request, where)[index] = (name, text)
                    await self.send(request, f"{where}:{name}:{text[:20]}")
                request = copy.deepcopy(base)
                setattr(request, where, [pair for pair in listed if pair[0] != name])
                await self.send(request, f"{where}:{name}:absent")
                for other in ("abc", "", value):
                    request = copy.deepcopy(base)
                    getattr(request, where).append((name, other))
                    await self.send(request, f"{where}:{name}:again")
                request = copy.deepcopy(base)
                getattr(request, where)[index] = (name.upper() if name != name.upper() else name.lower(), value)
                await self.send(request, f"{where}:{name}:case")
            request = copy.deepcopy(base)
            setattr(request, where, [pair for pair in listed if pair[0] == "authorization"])
            await self.send(request, f"{where}:all-absent")
        request = copy.deepcopy(base)
        request.query.append(("zz", "1"))
        await self.send(request, "query-extra")

    async def credentials(self, base):
        if not any(name == "authorization" for name, _ in base.headers):
            return
        for text in ["", "Bearer", "Bearer ", "bearer x", "BEARER  x y", "Basic", "Basic !!!", "Basic YTpi", "basic YWI=", "Basic w6k6Yg==", "Digest x", "Token", "x"]:
            request = copy.deepcopy(base)
            request.headers = [pair if pair[0] != "authorization" else ("authorization", text) for pair in base.headers]
            await self.send(request, f"authorization:{text}")
        request = copy.deepcopy(base)
        request.headers = [pair for pair in base.headers if pair[0] != "authorization"]
        await self.send(request, "authorization:absent")
        if base.body:
            request.body, request.type = b"{", "application/json"
            await self.send(request, "authorization:absent-and-broken")

    async def bodies(self, base, value):
        if base.type.endswith("json"):
            for path in places(value):
                for new in TEXTS + VALUES:
                    request = copy.deepcopy(base)
                    request.body = json.dumps(put(value, path, new)).encode()
                    await self.send(request, f"body:{'.'.join(map(str, path))}:{json.dumps(new)[:20]}")
                if path and isinstance(path[-1], str):
                    request = copy.deepcopy(base)
                    request.body = json.dumps(drop(value, path)).encode()
                    await self.send(request, f"body:{'.'.join(map(str, path))}:absent")
            if isinstance(value, dict):
                request = copy.deepcopy(base)
                request.body = json.dumps({**value, "zz": 1}).encode()
                await self.send(request, "body-extra")
        for label, body in BODIES:
            request = copy.deepcopy(base)
            request.body = body
            await self.send(request, label)
        for kind in TYPES:
            request = copy.deepcopy(base)
            request.type = kind
            await self.send(request, f"type:{kind}")
        request = copy.deepcopy(base)
        request.body = request.type = None
        await self.send(request, "nothing")

    def form_fields(self, schema):
        schema = self.maker.resolve(schema)
        fields = []
        parts = [schema] + [self.maker.resolve(inner) for word in ("allOf", "anyOf", "oneOf") for inner in schema.get(word, [])[:2]]
        for part in parts:
            for name, inner in part.get("properties", {}).items():
                if any(name == known for known, _ in fields):
                    continue
                fields += [(name, value) for value in self.form_value(inner)]
        return fields

    def form_value(self, schema):
        schema = self.maker.resolve(schema)
        for union in ("anyOf", "oneOf"):
            if union in schema:
                return self.form_value(schema[union][0])
        if schema.get("type") == "array":
            return self.form_value(schema["items"]) * max(1, schema.get("minItems", 1)) if "items" in schema else ["a"]
        if schema.get("contentMediaType") == "application/octet-stream" or schema.get("format") == "binary":
            return [("file.txt", "content")]
        return as_texts(self.maker.value(schema))

    def fill(self, request, fields, kind):
        if kind == "multipart/form-data":
            request.body, request.type = multipart(fields), "multipart/form-data; boundary=XX"
        else:
            texts = [(name, value if isinstance(value, str) else value[1]) for name, value in fields]
            request.body, request.type = urllib.parse.urlencode(texts).encode(), "application/x-www-form-urlencoded"

    async def forms(self, base, fields, kind):
        async def attempt(fields, label, kind=kind):
            request = copy.deepcopy(base)
            self.fill(request, fields, kind)
            await self.send(request, label)

        other = "multipart/form-data" if kind != "multipart/form-data" else "application/x-www-form-urlencoded"
        await attempt(fields, "form-other-encoding", other)
        for index, (name, value) in enumerate(fields):
            news = TEXTS if isinstance(value, str) else ["", "plain", ("", ""), ("", "x"), ("e.txt", ""), ("a b.txt", "é")]
            for new in news + [("f.txt", "file")]:
                shown = "multipart/form-data" if isinstance(new, tuple) else kind
                await attempt(fields[:index] + [(name, new)] + fields[index + 1 :], f"form:{name}:{new[:20] if isinstance(new, str) else new}", shown)
            await attempt([pair for pair in fields if pair[0] != name], f"form:{name}:absent")
            for again in ("abc", "", value):
                await attempt(fields + [(name, again)], f"form:{name}:again")
        await attempt([], "form-empty")
        await attempt(fields + [("zz", "1")], "form-extra")
        await attempt(fields + [("zz", "1"), ("zz", "2")], "form-extra-twice")
        for type_ in TYPES + ["multipart/form-data; boundary=YY", "multipart/form-data; boundary="]:
            request = copy.deepcopy(base)
            request.type = type_
            await self.send(request, f"type:{type_}")
        for label, body in [("garbage", b"garbage"), ("half", (base.body or b"")[:40]), ("blank", b"")] + BODIES[:4]:
            request = copy.deepcopy(base)
            request.body = body
            await self.send(request, f"form-{label}")

    async def routes(self, base):
        for method in ("HEAD", "OPTIONS", "DELETE", "PATCH", "POST", "GET"):
            request = copy.deepcopy(base)
            request.method = method
            await self.send(request, f"method:{method}")
        for label, change in [("slash", lambda path: path[:-1] if path.endswith("/") else path + "/"), ("slashes", lambda path: path + "//"),
                              ("sub", lambda path: path.rstrip("/") + "/zz"), ("case", str.upper), ("double", lambda path: "/" + path)]:
            request = copy.deepcopy(base)
            request.template = change(base.template) if label != "case" else base.template
            if label == "case":
                request.template = base.template.upper() if "{" not in base.template else base.template
            await self.send(request, f"path-{label}")

    async def pages(self):
        """What belongs to no operation; it is not merged with that of other applications."""
        before = len(self.exchanges)
        for path in ("/openapi.json", "/docs", "/redoc", "/docs/oauth2-redirect", "/docs/", "/openapi.json/", "/zz", "/"):
            for method in ("GET", "HEAD", "POST", "OPTIONS"):
                await self.send(Request(method, path), "meta")
        for exchange in self.exchanges[before:]:
            exchange["class"] = "meta"
            if exchange["response"].get("json") == self.document:
                exchange["response"]["json_is_openapi"] = True

    def case(self):
        flags = {"custom_rve": False, "custom_http": False, "middleware": [], "other_handlers": [], "redirect_slashes": True, "root_path": ""}
        return {
            "id": self.name, "fastapi": fastapi.__version__, "flags": flags, "openapi_url": "/openapi.json", "docs_url": "/docs", "redoc_url": "/redoc",
            "default_headers": HEADERS, "openapi": self.document, "exchanges": self.exchanges,
        }


async def record(path, out, every):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    recorder = Recorder(path.stem, module.app, every)
    for template, item in recorder.document.get("paths", {}).items():
        for method, operation in item.items():
            if method != "parameters":
                await recorder.operation(method.upper(), template, operation, item)
    await recorder.pages()
    (out / "cases" / f"{path.stem}.json").write_text(json.dumps(recorder.case()))
    return len(recorder.exchanges)


def main(arguments):
    every = 1
    if arguments[:1] == ["--every"]:
        every, arguments = int(arguments[1]), arguments[2:]
    if not arguments:
        sys.exit(__doc__)
    out = pathlib.Path(arguments[0])
    (out / "cases").mkdir(parents=True, exist_ok=True)
    apps = [pathlib.Path(name) for name in arguments[1:]] or sorted((pathlib.Path(__file__).parent / "apps").glob("*.py"))
    for path in apps:
        print(f"{path.stem}: {asyncio.run(record(path, out, every))} exchanges")


if __name__ == "__main__":
    main(sys.argv[1:])
