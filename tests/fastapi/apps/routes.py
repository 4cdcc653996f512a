"""Routing: static before and after parameters, slashes, several methods, odd paths."""
from fastapi import APIRouter, FastAPI, Response

app = FastAPI()
router = APIRouter(prefix="/api/v1", tags=["things"])


@app.get("/users/me")
def me():
    return {}


@app.get("/users/{id}")
def user(id: int):
    return {}


@app.put("/users/{id}")
def put_user(id: str):
    return {}


@app.delete("/users/me")
def delete_me():
    return {}


@app.get("/items/")
def items():
    return {}


@app.post("/items/", status_code=201)
def add():
    return {}


@app.get("/items/{name}.json")
def json_(name: str):
    return {}


@app.get("/items/{name}:cancel")
def cancel(name: int):
    return {}


@app.get("/{a}-{b}")
def dashed(a: int, b: str):
    return {}


@app.get("/{any}")
def any_(any: str):
    return {}


@app.head("/only-head")
def head():
    return Response()


@app.options("/only-options")
def options():
    return {}


@app.patch("/a/{b}/c/{d}")
def deep(b: int, d: float):
    return {}


@router.get("/")
def root():
    return {}


@router.get("/{x}/")
def slashed(x: int):
    return {}


@router.delete("/{x}/y", status_code=204)
def nothing(x: int):
    return None


app.include_router(router)
