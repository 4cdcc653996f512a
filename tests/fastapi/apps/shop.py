"""An ordinary application: resources with several models each, a base class, optional fields, response models, errors."""
from datetime import datetime
from enum import Enum
from typing import Annotated, Generic, Literal, TypeVar
from uuid import UUID

from fastapi import APIRouter, Body, Depends, FastAPI, Header, HTTPException, Path, Query, Request, Response, status
from pydantic import BaseModel, ConfigDict, EmailStr, Field, field_validator

T = TypeVar("T")


class Status(str, Enum):
    draft = "draft"
    published = "published"


class Page(BaseModel, Generic[T]):
    items: list[T]
    total: int


class ProductBase(BaseModel):
    name: str = Field(min_length=1, max_length=20, description="What it is called")
    price: float = Field(gt=0)
    status: Status = Status.draft
    tags: list[str] = Field(default_factory=list, max_length=3)
    sizes: dict[str, int] = Field(default_factory=dict)


class ProductCreate(ProductBase):
    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "A", "price": 1}]})


class ProductUpdate(BaseModel):
    name: str | None = Field(None, min_length=1)
    price: float | None = Field(None, gt=0)
    status: Status | None = None


class Product(ProductBase):
    model_config = ConfigDict(from_attributes=True)
    id: UUID
    created: datetime


class Line(BaseModel):
    product: UUID
    count: int = Field(1, ge=1, le=99)


class Card(BaseModel):
    type: Literal["card"]
    number: str = Field(pattern=r"^\d{4}$", examples=["1234"])


class Invoice(BaseModel):
    type: Literal["invoice"]
    email: EmailStr


class Order(BaseModel):
    lines: list[Line] = Field(min_length=1)
    payment: Annotated[Card | Invoice, Field(discriminator="type")]
    note: str | None = None
    gift: bool = False


app = FastAPI(title="Shop", version="2", description="Sells things")
products = APIRouter(prefix="/products", tags=["products"])


def paging(skip: Annotated[int, Query(ge=0)] = 0, limit: Annotated[int, Query(ge=1, le=100)] = 10):
    return skip, limit


def tenant(x_tenant: Annotated[str, Header(min_length=2)]):
    return x_tenant


@products.get("", response_model=Page[Product])
def list_products(page: Annotated[tuple, Depends(paging)], q: str | None = None, status: Annotated[list[Status], Query()] = [], min_price: float | None = Query(None, alias="minPrice", ge=0)):
    return {"items": [], "total": 0}


@products.post("", response_model=Product, status_code=status.HTTP_201_CREATED)
def create_product(product: ProductCreate, tenant: Annotated[str, Depends(tenant)]):
    return {**product.model_dump(), "id": UUID(int=1), "created": datetime(2024, 1, 1)}


@products.get("/{product_id}", response_model=Product, responses={404: {"description": "No such product"}})
def read_product(product_id: UUID):
    return {"name": "a", "price": 1, "id": product_id, "created": datetime(2024, 1, 1)}


@products.patch("/{product_id}")
def change_product(product_id: UUID, product: ProductUpdate) -> Product:
    return {"name": "a", "price": 1, "id": product_id, "created": datetime(2024, 1, 1)}


@products.delete("/{product_id}", status_code=204)
def delete_product(product_id: UUID, force: bool = False):
    return Response(status_code=204)


@app.post("/orders", status_code=202)
async def order(order: Order, x_request_id: Annotated[UUID | None, Header()] = None, dry: bool = Query(False)):
    return {"ok": True}


@app.put("/orders/{id}/lines/{index}")
def put_line(id: int, index: Annotated[int, Path(ge=0)], line: Line, reason: Annotated[str, Body(max_length=9)], urgent: Annotated[bool, Body()] = False):
    return {}


@app.post("/search")
def search(terms: Annotated[list[str], Body(min_length=1, max_length=2)], fields: set[Literal["name", "price"]] = Body(default={"name"}), at: datetime = Body(datetime(2024, 1, 1))):
    return {}


@app.post("/raw")
async def raw(request: Request):
    return {}


@app.get("/times")
def times(since: datetime, until: datetime | None = None, day: Annotated[list[int], Query(alias="day[]")] = []):
    return {}


app.include_router(products)
