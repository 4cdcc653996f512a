"""Models in models, lists, maps, tuples; several bodies, embedded bodies."""
from typing import Annotated, Any

from fastapi import Body, FastAPI
from pydantic import BaseModel, ConfigDict, Field

app = FastAPI()


class Image(BaseModel):
    url: str
    name: str | None = None
    size: tuple[int, int] = (1, 2)


class Item(BaseModel):
    name: str
    price: float = Field(gt=0)
    tags: set[str] = set()
    images: list[Image] | None = None
    main: Image
    by_key: dict[str, Image] = {}
    matrix: list[list[int]] = []
    anything: Any = None
    free: dict = {}
    loose: list = []
    frozen: bool = False


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")
    a: int
    inner: "Strict | None" = None


class Loose(BaseModel):
    model_config = ConfigDict(extra="allow")
    a: int


class Renamed(BaseModel):
    item_id: int = Field(alias="itemId")
    display: str = Field(alias="display-name", default="x")


class Tree(BaseModel):
    value: int
    children: list["Tree"] = []


class User(BaseModel):
    username: str
    full_name: str | None = None


@app.post("/item")
def item(item: Item):
    return {}


@app.put("/items/{item_id}")
def update(item_id: int, item: Image, user: User, importance: Annotated[int, Body(gt=0)], q: str | None = None):
    return {}


@app.put("/embedded")
def embedded(item: Annotated[Image, Body(embed=True)]):
    return {}


@app.put("/optional-members")
def optional_members(item: Image | None = None, user: User | None = None, note: Annotated[str, Body()] = "x"):
    return {}


@app.post("/strict")
def strict(body: Strict):
    return {}


@app.post("/loose")
def loose(body: Loose):
    return {}


@app.post("/renamed")
def renamed(body: Renamed):
    return {}


@app.post("/tree")
def tree(body: Tree):
    return {}


@app.post("/maybe")
def maybe(body: User | None = None):
    return {}


@app.post("/list")
def list_(body: list[User]):
    return {}


@app.post("/map")
def map_(body: dict[str, User]):
    return {}


@app.post("/number")
def number(body: Annotated[int, Body()]):
    return {}


@app.post("/text")
def text(body: Annotated[str, Body()]):
    return {}


@app.post("/anything")
def anything(body: Annotated[Any, Body()]):
    return {}


@app.post("/texts")
def texts(body: Annotated[list[str], Body(min_length=1)]):
    return {}


@app.post("/pair")
def pair(body: tuple[int, str]):
    return {}
