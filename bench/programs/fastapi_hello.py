# The tutorial's app: run as `python -m uvicorn fastapi_hello:app`.
from fastapi import FastAPI

app = FastAPI()


@app.get("/hello")
async def hello():
    return {"message": "Hello, World!"}
