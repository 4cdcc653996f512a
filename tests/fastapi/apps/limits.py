"""Constraints on every kind of value, in every place."""
from typing import Annotated

from fastapi import Cookie, FastAPI, Header, Path, Query
from pydantic import BaseModel, Field

app = FastAPI()


class Limited(BaseModel):
    int_closed: int = Field(ge=1, le=10)
    int_open: int = Field(gt=0, lt=11)
    int_step: int = Field(multiple_of=3, gt=0, lt=11)
    float_closed: float = Field(ge=0.5, le=10)
    float_open: float = Field(gt=0, lt=10.5)
    float_step: float = Field(multiple_of=0.5, ge=0)
    text: str = Field(min_length=2, max_length=5)
    one_char: str = Field(min_length=1, max_length=1, examples=["x"])
    pattern: str = Field(pattern="^[a-z]+$", max_length=10)
    code: str = Field(pattern=r"\d{3}", min_length=3, examples=["123"])
    items: list[int] = Field(min_length=1, max_length=3)
    unique: set[int] = Field(min_length=1, max_length=2)
    maybe: int | None = Field(default=None, ge=1)
    names: dict[str, int] = Field(default_factory=dict, max_length=1)


@app.post("/limited")
def limited(body: Limited):
    return {}


@app.get("/items/{item_id}/{size}")
def item(
    item_id: Annotated[int, Path(ge=1, le=1000)],
    size: Annotated[float, Path(gt=0, lt=10.5)],
    q: Annotated[str, Query(min_length=2, max_length=5)],
    p: Annotated[str, Query(pattern="^[a-z]+$")] = "abc",
    step: Annotated[int, Query(multiple_of=3)] = 3,
    tags: Annotated[list[str], Query(min_length=1, max_length=2)] = ["a"],
    numbers: Annotated[list[int] | None, Query(max_length=2)] = None,
    x_level: Annotated[int, Header(ge=1)] = 1,
    x_rate: Annotated[float | None, Header(lt=5)] = None,
    session: Annotated[str | None, Cookie(min_length=3)] = None,
):
    return {}


@app.get("/aliased")
def aliased(
    term: Annotated[str, Query(alias="item-query", title="Term", description="What to look for", deprecated=True)],
    x: Annotated[int, Query(alias="X", gt=2)] = 3,
    hidden: Annotated[str | None, Query(include_in_schema=False)] = None,
    strange_header: Annotated[str | None, Header(convert_underscores=False)] = None,
):
    return {}
