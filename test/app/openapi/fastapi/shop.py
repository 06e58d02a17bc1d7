# The app behind shop.json, which shop.ts says again. Made with FastAPI 0.165.0, Pydantic 2.14.4:
#   pip install fastapi python-multipart && python shop.py > shop.json
import json
from collections.abc import AsyncIterable
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Body, Cookie, Depends, FastAPI, File, Form, Header, Path, Query, Security, UploadFile
from fastapi.responses import HTMLResponse
from fastapi.security import APIKeyHeader, HTTPBearer, OAuth2PasswordBearer, SecurityScopes
from fastapi.sse import EventSourceResponse
from pydantic import BaseModel, ConfigDict, Field


class Color(str, Enum):
    red = "red"
    blue = "blue"


class Maker(BaseModel):
    """Who makes it."""

    name: str
    since: date
    updated: datetime | None = None


class Item(BaseModel):
    name: str = Field(min_length=1, max_length=50, description="What it is called", examples=["Chair"])
    price: float = Field(gt=0, le=1000)
    color: Color = Color.red
    maker: Maker
    seller: Maker | None = None
    tags: set[str] = set()
    sizes: dict[str, int] = {}
    kind: Literal["a", "b"] = "a"
    parts: list[Maker] = []
    other: Maker = Field(description="Another one")


class Account(BaseModel):
    model_config = ConfigDict(json_schema_serialization_defaults_required=True)
    name: str
    note: str = "none"


class Holder(BaseModel):
    account: Account


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]
    good: bool


class Problem(BaseModel):
    message: str


class Filter(BaseModel):
    model_config = ConfigDict(extra="forbid")
    limit: int = Field(100, gt=0, le=100)
    offset: int = Field(0, ge=0)
    order: Literal["created", "updated"] = "created"
    tags: list[str] = []


class Login(BaseModel):
    username: str
    password: str


class Event(BaseModel):
    id: UUID


app = FastAPI(
    title="Shop",
    version="1.2.3",
    summary="All of it",
    description="A *shop*",
    terms_of_service="https://shop.example/terms",
    contact={"name": "Ann", "email": "ann@shop.example"},
    license_info={"name": "MIT", "identifier": "MIT"},
    servers=[{"url": "https://shop.example/v1", "description": "Live"}],
    openapi_tags=[{"name": "items", "description": "What is sold"}],
    openapi_external_docs={"url": "https://docs.example/shop", "description": "More"},
)

callbacks = APIRouter()


@callbacks.post("{$callback_url}/paid/{$request.body.id}", name="paid")
def paid(body: Event) -> Any: ...


@app.get("/items/{item_id}", tags=["items"], response_model=Item, responses={404: {"model": Problem}})
def read_item(
    item_id: Annotated[int, Path(ge=1, description="Its number")],
    q: Annotated[str | None, Query(max_length=50, description="Search", deprecated=True)] = None,
    size: Annotated[list[int], Query(alias="size-list", openapi_examples={"two": {"summary": "Two", "value": [1, 2]}})] = [],
    secret: Annotated[str, Query(include_in_schema=False)] = "",
    color: Color = Color.blue,
):
    """Reads *one*."""


@app.put("/items/{item_id}", tags=["items", "admin"], status_code=201, deprecated=True, summary="Change it", response_description="Changed")
def update_item(
    item_id: int,
    item: Item,
    x_token: Annotated[str, Header()],
    session: Annotated[str | None, Cookie()] = None,
    x_values: Annotated[list[str] | None, Header(alias="X-Values")] = None,
) -> Item: ...


@app.delete("/items/{item_id}", status_code=204)
def delete_item(item_id: int) -> None: ...


@app.get("/items")
def list_items(filter: Annotated[Filter, Query()]) -> list[Item]: ...


@app.post("/two")
def two(item: Item, maker: Maker, importance: Annotated[int, Body(gt=0)] = 1): ...


@app.post("/embedded")
def embedded(item: Annotated[Item, Body(embed=True)]): ...


@app.post("/examples")
def examples(item: Annotated[Item, Body(openapi_examples={"one": {"summary": "One", "value": {"name": "x"}}})]): ...


@app.post("/maybe")
def maybe(item: Item | None = None): ...


@app.post("/numbers")
def numbers(body: dict[str, float]) -> dict[str, int]: ...


@app.post("/pets")
def pets(pet: Annotated[Cat | Dog, Body(discriminator="kind")]) -> Cat | Dog: ...


@app.post("/accounts")
def accounts(holder: Holder) -> list[Holder]: ...


@app.post("/login")
def login(form: Annotated[Login, Form()]): ...


@app.post("/fields")
def fields(username: Annotated[str, Form()], scopes: Annotated[list[str], Form()] = []): ...


@app.post("/files")
def files(file: UploadFile, token: Annotated[str, Form()], others: list[UploadFile], raw: Annotated[bytes | None, File()] = None): ...


@app.get("/page", response_class=HTMLResponse)
def page(): ...


@app.get(
    "/many",
    responses={
        200: {"description": "Fine", "headers": {"X-Count": {"description": "How many", "schema": {"type": "integer"}}}},
        202: {"model": Problem, "description": "Later"},
        418: {},
        "4XX": {"model": Problem},
        "default": {"description": "Anything else"},
    },
)
def many(q: str): ...


@app.get("/lines")
async def lines() -> AsyncIterable[Item]:
    yield None


@app.get("/events", response_class=EventSourceResponse)
async def events() -> AsyncIterable[Item]:
    yield None


def paging(skip: int = 0, limit: int = 10): ...


def verify(x_key: Annotated[str, Header()], skip: Annotated[int, Query()]): ...


router = APIRouter(prefix="/orgs/{org_id}", tags=["orgs"], dependencies=[Depends(verify)], responses={403: {"description": "No"}})


@router.get("/members/{member_id}")
def members(org_id: str, member_id: int, page: Annotated[dict, Depends(paging)]): ...


app.include_router(router, prefix="/api", tags=["api"])

oauth2 = OAuth2PasswordBearer(tokenUrl="token", scopes={"me": "Me", "items": "Items"})
bearer = HTTPBearer(auto_error=False)
key = APIKeyHeader(name="X-Key", description="Ours")


def user(scopes: SecurityScopes, token: Annotated[str, Depends(oauth2)]): ...


def active(user: Annotated[str, Security(user, scopes=["me"])]): ...


@app.get("/me")
def me(user: Annotated[str, Security(active, scopes=["items"])]): ...


@app.get("/both")
def both(b: Annotated[str, Depends(bearer)], k: Annotated[str, Depends(key)]): ...


@app.post("/orders", callbacks=callbacks.routes, openapi_extra={"x-cost": 3, "tags": ["extra"]})
def orders(callback_url: str | None = None): ...


@app.webhooks.post("new-order")
def new_order(body: Event): ...


if __name__ == "__main__":
    print(json.dumps(app.openapi(), indent=1))
