# The drill app's endpoints that idle-race and kill need, on FastAPI: `python -m uvicorn fastapi_drill:app`.
import asyncio
import os

from fastapi import FastAPI, Request

app = FastAPI()


def note(line):
    folder = os.environ.get("DRILL_RECORD")
    if folder:
        with open(f"{folder}/{os.getpid()}.log", "a") as log:
            log.write(line + "\n")


@app.get("/whoami")
async def whoami():
    return {"replica": os.environ.get("PORT", "0"), "pid": os.getpid()}


@app.get("/echo")
async def echo(id: str = ""):
    return {"id": id, "pid": os.getpid()}


@app.post("/record")
async def record(request: Request, hold: int = 0):
    body = (await request.body()).decode()
    note(f"run {body}")
    await asyncio.sleep(hold / 1000)
    return {"id": body, "pid": os.getpid()}
