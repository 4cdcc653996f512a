"""Enums and literals in every place."""
from enum import Enum, IntEnum
from typing import Annotated, Literal

from fastapi import Cookie, FastAPI, Header, Query
from pydantic import BaseModel

app = FastAPI()


class Color(str, Enum):
    red = "red"
    green = "green"
    blue = "it's"


class Level(IntEnum):
    low = 1
    high = 10


class Single(str, Enum):
    only = "a"


class Mixed(Enum):
    a = "a"
    one = 1
    half = 1.5


class Paint(BaseModel):
    color: Color
    level: Level = Level.low
    mixed: Mixed = Mixed.a
    single: Single = Single.only
    word: Literal["a", "b", "c"] = "a"
    count: Literal[1, 2] = 1
    fixed: Literal["x"] = "x"
    yes: Literal[True] = True
    both: Literal["a", 1, None] = "a"
    colors: list[Color] = []
    by_color: dict[Color, int] = {}
    unique: set[Level] = set()


@app.post("/paint")
def paint(body: Paint):
    return {}


@app.get("/colors/{color}/{level}")
def colors(
    color: Color,
    level: Level,
    other: Color | None = None,
    several: Annotated[list[Color], Query()] = [],
    levels: Annotated[list[Level] | None, Query()] = None,
    word: Literal["a", "b"] = "a",
    number: Literal[1, 2] | None = None,
    x_color: Annotated[Color, Header()] = Color.red,
    tint: Annotated[Literal["a", "b"] | None, Cookie()] = None,
):
    return {}


@app.post("/color")
def color(body: Color):
    return {}
