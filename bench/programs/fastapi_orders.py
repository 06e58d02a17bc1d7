# A validated order: run as `python -m uvicorn fastapi_orders:app`.
from typing import Annotated

from annotated_types import Gt, Ge, MinLen
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    sku: Annotated[str, MinLen(1)]
    name: str
    price: Annotated[float, Gt(0)]
    quantity: Annotated[int, Ge(1)]


class Customer(BaseModel):
    name: str
    email: str
    vip: bool


class Order(BaseModel):
    id: int
    customer: Customer
    items: list[Item]
    note: str | None = None


class Receipt(BaseModel):
    id: int
    total: float
    items: list[Item]


@app.get("/hello")
async def hello():
    return {"message": "Hello, World!"}


@app.post("/orders")
async def create_order(order: Order) -> Receipt:
    total = sum(item.price * item.quantity for item in order.items)
    return Receipt(id=order.id, total=total, items=order.items)
