"""The service of items.yaml as one writes it with FastAPI and SQLModel, over the tables that are there."""

import os
from contextlib import asynccontextmanager
from enum import Enum
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Query
from sqlalchemy import JSON, Column, String, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlmodel import Field, SQLModel, select

URL = os.environ["DATABASE_URL"]
SQLITE = URL.startswith("sqlite")


class Status(str, Enum):
    new = "new"
    used = "used"
    sold = "sold"


class NewItem(SQLModel):
    name: str = Field(min_length=1, max_length=100)
    price: float = Field(ge=0)
    status: Status
    note: str | None = Field(default=None, max_length=500)
    tags: list[str] = Field(max_length=20)


class Item(SQLModel, table=True):
    __tablename__ = "items"
    id: int | None = Field(default=None, primary_key=True)
    name: str
    price: float
    status: str = Field(sa_column=Column(String, nullable=False))
    note: str | None = None
    tags: list[str] = Field(sa_column=Column(JSON if SQLITE else JSONB, nullable=False))


class ItemOut(NewItem):
    id: int


class ItemChanges(SQLModel):
    name: str | None = Field(default=None, min_length=1, max_length=100)
    price: float | None = Field(default=None, ge=0)
    status: Status | None = None


# SQLite has one writer. A connection that has read can't write any more once another has written, so that with more
# than one connection requests would fail.
pool = {"pool_size": 1, "max_overflow": 0} if SQLITE else {"pool_size": 10, "max_overflow": 0}
engine = create_async_engine(URL, **pool)
sessions = async_sessionmaker(engine, expire_on_commit=False)

if SQLITE:

    @event.listens_for(engine.sync_engine, "connect")
    def settings(connection, _):
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "foreign_keys=on"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


@asynccontextmanager
async def lifespan(_: FastAPI):
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


async def session():
    async with sessions() as session:
        yield session


Session = Annotated[AsyncSession, Depends(session)]


async def find(item_id: int, session: Session) -> Item:
    item = await session.get(Item, item_id)
    if item is None:
        raise HTTPException(404)
    return item


@app.get("/items", response_model=list[ItemOut])
async def list_items(
    session: Session,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0)] = 0,
    status: Status | None = None,
):
    query = select(Item).order_by(Item.id).limit(limit).offset(offset)
    if status is not None:
        query = query.where(Item.status == status.value)
    return (await session.execute(query)).scalars().all()


@app.post("/items", response_model=ItemOut, status_code=201)
async def create_item(new: NewItem, session: Session):
    item = Item(**new.model_dump(mode="json"))
    session.add(item)
    await session.commit()
    return item


@app.get("/items/{item_id}", response_model=ItemOut)
async def read_item(item: Annotated[Item, Depends(find)]):
    return item


@app.patch("/items/{item_id}", response_model=ItemOut)
async def change_item(changes: ItemChanges, item: Annotated[Item, Depends(find)], session: Session):
    for name, value in changes.model_dump(mode="json", exclude_unset=True).items():
        setattr(item, name, value)
    await session.commit()
    return item


@app.delete("/items/{item_id}", status_code=204)
async def delete_item(item: Annotated[Item, Depends(find)], session: Session):
    await session.delete(item)
    await session.commit()
