"""What the branches of unions are called."""
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID

from fastapi import Body, FastAPI, Query
from pydantic import BaseModel, ConfigDict, EmailStr, Field, HttpUrl, RootModel

app = FastAPI()
T = TypeVar("T")


class Color(str, Enum):
    red = "red"


class Level(Enum):
    low = 1


class A(BaseModel):
    a: int


class B(BaseModel):
    b: str
    a: A | None = None


class Titled(BaseModel):
    model_config = ConfigDict(title="A nice title")
    t: int


class Page(BaseModel, Generic[T]):
    items: list[T]


class Defaults(BaseModel):
    d: int = 1
    e: str


class Ints(RootModel[list[int]]):
    pass


class Map(RootModel[dict[str, A]]):
    pass


class Either(RootModel[A | B]):
    pass


class Number(RootModel[int]):
    pass


for index, kind in enumerate([
    Annotated[str, Field(max_length=3)] | int,
    Annotated[int, Field(ge=3)] | bool,
    Annotated[float, Field(lt=3)] | date,
    date | datetime,
    UUID | int,
    EmailStr | HttpUrl,
    Color | int,
    Level | A,
    Literal["x", "y"] | Literal[1],
    list[A] | A,
    list[A] | dict[str, B],
    set[int] | dict[str, Any],
    tuple[int, str] | list[str],
    A | B | None,
    list[A | B] | int,
    Page[A] | A,
    Titled | A,
    Annotated[list[int], Field(min_length=1)] | str,
    list[list[int]] | dict[str, list[str]],
    dict[str, int | str] | bool,
    bytes | int,
    Ints | Map,
    Either | Number,
    A | str | list[B],
    Any | None,
]):

    def json(body: Annotated[kind, Body()]):
        return {}

    app.post(f"/json/{index}")(json)

for index, kind in enumerate([int | bool, float | Literal["all"], date | int, UUID | Literal["me"], Color | int, list[int] | None, list[int | Literal["x"]], Annotated[str, Field(min_length=3)] | int]):

    def query(v: Annotated[kind, Query()]):
        return {}

    app.get(f"/query/{index}")(query)


@app.post("/ints")
def ints(body: Ints):
    return {}


@app.post("/map")
def map_(body: Map):
    return {}


@app.post("/either")
def either(body: Either):
    return {}


@app.post("/defaults", response_model=Defaults)
def defaults(body: Defaults | A):
    return {"e": "x"}


class Holder(BaseModel):
    ints: Ints
    number: Number
    map: Map
    either: Either | None = None


@app.post("/holder")
def holder(body: Holder):
    return {}


@app.post("/holders")
def holders(body: list[Holder | int], x: int = Query(1)):
    return {}
