"""Models of parameters, dependencies, repeated and missing ones."""
from typing import Annotated

from fastapi import Cookie, Depends, FastAPI, Header, Query
from pydantic import BaseModel, Field

app = FastAPI()


class Filter(BaseModel):
    limit: int = Field(100, gt=0, le=100)
    offset: int = Field(0, ge=0)
    order: str = "a"
    tags: list[str] = []
    q: str


class Common(BaseModel):
    trace: str
    save_data: bool
    if_modified: str | None = None
    x_tag: list[str] = []


class Cookies(BaseModel):
    session: str
    number: int = 1


class OptionalHeaders(BaseModel):
    x_client_name: str
    x_client_version: int
    x_more: str | None = None
    x_level: int = 3


@app.get("/query")
def query(filter: Annotated[Filter, Query()]):
    return {}


@app.get("/headers")
def headers(common: Annotated[Common, Header()]):
    return {}


@app.get("/cookies")
def cookies(cookies: Annotated[Cookies, Cookie()]):
    return {}


@app.get("/optional-headers")
def optional_headers(client: Annotated[OptionalHeaders | None, Header()] = None):
    return {}


@app.get("/plain-headers")
def plain_headers(x_client_name: str = Header(None), x_client_version: int = Header(None), x_level: int = Header(3)):
    return {}


# The document can't be told from that of an optional model: `optional-models = "never"` is for this.
@app.get("/plain-optional")
def plain_optional(start: int = None, end: int = Query(None), limit: int = 10, flag: bool = None):
    return {}


def common(skip: int = 0, limit: Annotated[int, Query(le=100)] = 10, x_token: Annotated[str, Header()] = "x"):
    return {}


def deeper(common: Annotated[dict, Depends(common)], page: int, track: Annotated[str | None, Cookie()] = None):
    return {}


@app.get("/depends/{item_id}")
def depends(item_id: int, deeper: Annotated[dict, Depends(deeper)], q: float, last: bool = False):
    return {}


class Body(BaseModel):
    a: int


@app.post("/depends")
def depends_body(body: Body, common: Annotated[dict, Depends(common)], n: int):
    return {}


@app.get("/lists")
def lists(
    a: Annotated[list[int], Query()],
    b: Annotated[list[str] | None, Query()] = None,
    c: Annotated[set[int], Query()] = set(),
    d: Annotated[list[bool], Query(alias="d[]")] = [],
    x: Annotated[list[int] | None, Header()] = None,
    e: Annotated[tuple[int, str], Query()] = (1, "a"),
    f: Annotated[list, Query()] = [],
):
    return {}


@app.get("/required-first")
def required(a: int, b: str, c: Annotated[str, Header()], d: Annotated[int, Cookie()], e: Annotated[int, Header(alias="X-Exact-Name")]):
    return {}
