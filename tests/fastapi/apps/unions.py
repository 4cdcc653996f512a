"""Unions: of scalars, of models, with a discriminator, nested."""
from typing import Annotated, Literal, Union

from fastapi import Body, FastAPI, Query
from pydantic import BaseModel, Field

app = FastAPI()


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog", "puppy"]
    bark: str
    friend: Union[Cat, "Dog", None] = None


class Plane(BaseModel):
    wings: int
    name: str


class Car(BaseModel):
    wheels: int
    name: str


class Box(BaseModel):
    pet: Annotated[Cat | Dog, Field(discriminator="kind")]
    pets: list[Annotated[Cat | Dog, Field(discriminator="kind")]] = []
    thing: Plane | Car
    things: list[Plane | Car] = []
    scalar: int | str = 1
    number: int | float = 1
    flag: bool | int = True
    maybe: int | None = None
    several: list[int] | int = 1
    texts: list[str] | str = "x"
    either: dict[str, int] | list[int] = []
    model_or_text: Plane | str = "x"
    lists: list[int] | list[str] = []
    choice: Literal["a", "b"] | int = "a"


@app.post("/box")
def box(body: Box):
    return {}


@app.post("/pet")
def pet(body: Annotated[Cat | Dog, Field(discriminator="kind")]):
    return {}


@app.post("/pet-body")
def pet_body(body: Annotated[Cat | Dog, Body(discriminator="kind")]):
    return {}


@app.post("/thing")
def thing(body: Plane | Car):
    return {}


@app.post("/mixed")
def mixed(body: Annotated[int | str | Plane | list[int], Body()]):
    return {}


@app.get("/query")
def query(
    a: int | str,
    b: float | bool = 1.5,
    c: int | float = 1,
    d: bool | int = True,
    e: list[int] | None = Query(None),
    f: Literal["x", "y"] | int = "x",
    g: list[int | str] = Query(["a"]),
):
    return {}


@app.post("/members")
def members(thing: Plane | Car, pet: Annotated[Cat | Dog, Body(discriminator="kind")], n: int | str = Body(1)):
    return {}
