"""Decimals, JSON in text, bytes, keys of maps, constrained and secret types."""
from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import Body, FastAPI, Form, Header, Query
from pydantic import BaseModel, Field, Json, NegativeInt, PositiveFloat, PositiveInt, SecretStr, conlist

app = FastAPI()


class Special(BaseModel):
    price: Decimal
    limited: Decimal = Field(default=Decimal("1.5"), gt=0, le=100)
    raw: bytes = b"x"
    secret: SecretStr = "abc"
    positive: PositiveInt = 1
    negative: NegativeInt = -1
    rate: PositiveFloat = 1.0
    data: Json = "1"
    numbers: Json[list[int]] = "[1]"
    names: conlist(str, min_length=1, max_length=2) = ["a"]
    pairs: list[tuple[str, int]] = []
    nothing: None = None
    days: dict[date, int] = {}
    ids: dict[UUID, str] = {}
    counts: dict[Annotated[str, Field(min_length=2)], PositiveInt] = {}


@app.post("/special")
def special(body: Special):
    return {}


@app.get("/decimal")
def decimal(d: Decimal, e: Annotated[Decimal, Query(gt=0, lt=10)] = Decimal(1), f: Decimal | None = None):
    return {}


@app.get("/json")
def json_(j: Annotated[Json, Query()], k: Annotated[Json[list[int]], Query()] = "[1]", h: Annotated[Json[dict[str, int]], Header()] = "{}"):
    return {}


class InForm(BaseModel):
    a: int


@app.post("/json-form")
def json_form(j: Annotated[Json[list[int]], Form()], m: Annotated[Json[InForm], Form()], n: Annotated[int, Form()] = 1):
    return {}


@app.post("/bytes")
def bytes_(body: Annotated[bytes, Body()]):
    return {}


@app.post("/plain")
def plain(body: Annotated[str, Body(media_type="text/plain")]):
    return {}


@app.post("/vendor")
def vendor(body: Annotated[InForm, Body(media_type="application/vnd.x+json")]):
    return {}
