"""Forms: single fields, models, lists, files."""
from datetime import date
from enum import Enum
from typing import Annotated

from fastapi import FastAPI, File, Form, UploadFile
from pydantic import BaseModel, ConfigDict, Field

app = FastAPI()


class Color(str, Enum):
    red = "red"
    blue = "blue"


class Login(BaseModel):
    username: str
    password: str = Field(min_length=3)
    age: int | None = None
    tags: list[str] = []
    color: Color = Color.red


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    username: str
    n: int = 1


class Open(BaseModel):
    model_config = ConfigDict(extra="allow")
    username: str


class WithFile(BaseModel):
    name: str
    file: UploadFile
    files: list[UploadFile] = []


@app.post("/fields")
def fields(
    name: Annotated[str, Form()],
    n: Annotated[int, Form(ge=1)],
    flag: Annotated[bool, Form()] = False,
    maybe: Annotated[str | None, Form()] = None,
    tags: Annotated[list[str], Form()] = ["x"],
    numbers: Annotated[list[int] | None, Form()] = None,
    day: Annotated[date | None, Form()] = None,
    color: Annotated[Color, Form()] = Color.red,
    named: Annotated[str, Form(alias="other-name", max_length=5)] = "x",
):
    return {}


@app.post("/model")
def model(data: Annotated[Login, Form()]):
    return {}


@app.post("/closed")
def closed(data: Annotated[Closed, Form()]):
    return {}


@app.post("/open")
def open_(data: Annotated[Open, Form()]):
    return {}


@app.post("/upload")
def upload(file: UploadFile):
    return {}


@app.post("/uploads")
def uploads(files: list[UploadFile], note: Annotated[str, Form()] = "x"):
    return {}


@app.post("/upload-maybe")
def upload_maybe(file: UploadFile | None = None, files: list[UploadFile] | None = None):
    return {}


@app.post("/upload-fields")
def upload_fields(file: UploadFile, token: Annotated[str, Form(min_length=2)], n: Annotated[int, Form()] = 1):
    return {}


@app.post("/model-file")
def model_file(data: Annotated[WithFile, Form(media_type="multipart/form-data")]):
    return {}


@app.post("/optional")
def optional(name: Annotated[str | None, Form()] = None, n: Annotated[int, Form()] = 3):
    return {}


@app.post("/with-params/{id}")
def with_params(id: int, q: int, name: Annotated[str, Form()]):
    return {}
