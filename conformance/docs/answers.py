# Runs FastAPI programs and asks them: JSON on stdin ([{title, code, files, requests, forms, dialogues}]), answers as JSON on stdout.
import json
import os
import sys
import tempfile
import traceback

PRELUDE = """
from collections.abc import AsyncIterable
from contextlib import asynccontextmanager
from enum import Enum
from typing import Annotated, Literal
from fastapi import *
from fastapi import APIRouter, BackgroundTasks, Body, Cookie, Depends, FastAPI, File, Form, Header, HTTPException
from fastapi import Path, Query, Request, Response, Security, UploadFile, WebSocket, WebSocketDisconnect
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse
from fastapi.security import HTTPBasic, HTTPBasicCredentials, OAuth2PasswordBearer, OAuth2PasswordRequestForm, SecurityScopes
from fastapi.sse import EventSourceResponse, ServerSentEvent
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, Field, HttpUrl, model_validator
app = FastAPI()
"""


def answer(response):
    headers = {}
    for name, value in response.headers.multi_items():
        headers[name.lower()] = value
    return {"status": response.status_code, "headers": headers, "text": response.text}


def dialogue(client, path, lines):
    from starlette.testclient import WebSocketDenialResponse
    from starlette.websockets import WebSocketDisconnect

    got = []
    try:
        with client.websocket_connect(path) as socket:
            for line in lines:
                if line.startswith("> "):
                    socket.send_text(line[2:])
                    got.append(line)
                elif line.startswith("< "):
                    got.append("< " + socket.receive_text())
                else:
                    socket.close(1000)
                    got.append("close 1000")
    except WebSocketDenialResponse as denial:
        got.append(f"denied {denial.status_code} {denial.text}".strip())
    except WebSocketDisconnect:
        # Closed before it was accepted: uvicorn makes a 403 of it.
        got.append("denied 403")
    return got


def run(section):
    from fastapi.testclient import TestClient

    module = {"__name__": "docs_section"}
    exec(PRELUDE + section["code"], module)
    asked = {"raise_server_exceptions": False, "base_url": "http://127.0.0.1:8000", "follow_redirects": False}
    with TestClient(module["app"], **asked) as client:
        # httpx would add its own.
        for name in ("accept", "accept-encoding", "user-agent", "connection"):
            client.headers.pop(name, None)
        result = {"answers": [], "forms": [], "dialogues": []}
        for request in section["requests"]:
            client.cookies.clear()
            sent = {"headers": request["headers"], "content": (request["body"] or "").encode() or None}
            result["answers"].append(answer(client.request(request["method"], request["path"], **sent)))
        for form in section["forms"]:
            files = {form["file"]: (form["name"], form["content"].encode(), "text/plain")}
            result["forms"].append(answer(client.post(form["path"], data={form["field"]: form["value"]}, files=files)))
        for lines in section["dialogues"]:
            result["dialogues"].append(dialogue(client, lines[0][len("open "):], lines[1:]))
        return result


results = []
for section in json.load(sys.stdin):
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for name, text in section["files"].items():
            os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)
        try:
            results.append(run(section))
        except Exception:
            results.append({"error": traceback.format_exc()[-2000:]})
        os.chdir("/")
json.dump(results, sys.stdout)
