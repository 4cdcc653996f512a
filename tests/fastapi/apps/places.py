"""Every scalar in the path, in a header, in a cookie and in a form."""
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Annotated
from uuid import UUID

from fastapi import Cookie, FastAPI, Form, Header
from pydantic import EmailStr, HttpUrl, IPvAnyAddress

app = FastAPI()


class Color(str, Enum):
    red = "red"
    green = "green"


kinds = {
    "int": int, "float": float, "bool": bool, "str": str, "date": date, "datetime": datetime, "time": time, "timedelta": timedelta,
    "uuid": UUID, "url": HttpUrl, "email": EmailStr, "ip": IPvAnyAddress, "enum": Color,
}
for name, kind in kinds.items():

    def in_path(v: kind):
        return {}

    def in_header(v: Annotated[kind, Header()], x_list: Annotated[list[kind] | None, Header()] = None):
        return {}

    def in_cookie(v: Annotated[kind, Cookie()], w: Annotated[kind | None, Cookie()] = None):
        return {}

    def in_form(v: Annotated[kind, Form()], w: Annotated[kind | None, Form()] = None, x: Annotated[list[kind], Form()] = []):
        return {}

    app.get(f"/path/{name}/{{v}}")(in_path)
    app.get(f"/header/{name}")(in_header)
    app.get(f"/cookie/{name}")(in_cookie)
    app.post(f"/form/{name}")(in_form)
