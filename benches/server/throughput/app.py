"""The two operations in FastAPI, as its documentation writes them."""

from datetime import datetime
from enum import Enum
from typing import Annotated

from fastapi import FastAPI, Path, Query
from pydantic import BaseModel, Field

app = FastAPI(title="Throughput", version="1.0.0")


class Status(str, Enum):
    placed = "placed"
    paid = "paid"
    sent = "sent"
    returned = "returned"


class Customer(BaseModel):
    name: str = Field(min_length=1, max_length=80)
    street: str = Field(min_length=1, max_length=80)
    zip: str = Field(pattern="^[0-9]{5}$")
    city: str = Field(min_length=1, max_length=80)


class Line(BaseModel):
    sku: str = Field(min_length=4, max_length=20)
    quantity: int = Field(ge=1, le=1000)
    price: float = Field(gt=0)


class NewOrder(BaseModel):
    reference: str = Field(pattern="^[A-Z]{3}-[0-9]{4,8}$")
    placedAt: datetime
    customer: Customer
    priority: int = Field(3, ge=1, le=5)
    express: bool = False
    note: str | None = Field(None, max_length=200)
    discount: float | None = Field(None, ge=0, le=1)
    lines: list[Line] = Field(min_length=1, max_length=50)


class Order(BaseModel):
    id: int
    status: Status
    total: float
    reference: str
    customer: Customer
    lines: list[Line]


class Summary(BaseModel):
    id: int
    status: Status
    total: float


class Page(BaseModel):
    shop: int
    limit: int
    offset: int
    search: str | None = None
    items: list[Summary]


@app.get("/healthz")
async def healthz() -> str:
    return "ok"


@app.post("/orders", status_code=201)
async def place_order(order: NewOrder) -> Order:
    total = sum(line.quantity * line.price for line in order.lines) * (1 - (order.discount or 0))
    return Order(
        id=42,
        status=Status.placed,
        total=total,
        reference=order.reference,
        customer=order.customer,
        lines=order.lines,
    )


@app.get("/shops/{shop}/orders")
async def list_orders(
    shop: Annotated[int, Path(ge=1)],
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0)] = 0,
    status: Annotated[list[Status] | None, Query(max_length=3)] = None,
    search: Annotated[str | None, Query(min_length=2, max_length=50)] = None,
    open: bool | None = None,
) -> Page:
    statuses = status or [Status.placed]
    items = [Summary(id=id, status=status, total=12.5) for id, status in enumerate(statuses, 1)]
    return Page(shop=shop, limit=limit, offset=offset, search=search, items=items)
