"""Nothing to validate: no operation takes anything."""
from fastapi import FastAPI

app = FastAPI(title="Bare", version="1")


@app.get("/")
def root():
    return {}


@app.get("/things/", tags=["things"])
def list_things():
    return []


@app.post("/things/")
def make_thing():
    return {}
