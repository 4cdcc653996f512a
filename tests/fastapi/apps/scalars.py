"""Every scalar, as a query parameter and as a field of a model."""
from datetime import date, datetime, time, timedelta
from uuid import UUID

from fastapi import FastAPI, Query
from pydantic import AnyUrl, BaseModel, EmailStr, HttpUrl, IPvAnyAddress

app = FastAPI()


class All(BaseModel):
    integer: int
    number: float
    flag: bool
    text: str
    day: date
    moment: datetime
    clock: time
    span: timedelta
    id: UUID
    link: HttpUrl
    any_link: AnyUrl
    mail: EmailStr
    address: IPvAnyAddress


@app.post("/all")
def everything(body: All):
    return {}


for name, kind in {
    "int": int, "float": float, "bool": bool, "str": str, "date": date, "datetime": datetime, "time": time, "timedelta": timedelta,
    "uuid": UUID, "url": HttpUrl, "any-url": AnyUrl, "email": EmailStr, "ip": IPvAnyAddress,
}.items():

    def one(v: kind):
        return {}

    def maybe(v: kind | None = None):
        return {}

    def several(v: list[kind] = Query()):
        return {}

    app.get(f"/one/{name}")(one)
    app.get(f"/maybe/{name}")(maybe)
    app.get(f"/several/{name}")(several)
