# Records what Starlette's middlewares answer, for starlette.test.ts: python record_starlette.py > starlette-answers.json
import json
import sys

import starlette
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.httpsredirect import HTTPSRedirectMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient


def answer(request):
    return PlainTextResponse("Homepage")


def varied(request):
    return PlainTextResponse("Varied", headers={"Vary": "Accept-Encoding"})


def app(*middleware):
    routes = [Route("/", answer, methods=["GET", "POST"]), Route("/varied", varied), Route("/a b/c", answer)]
    return Starlette(routes=routes, middleware=list(middleware))


NAMES = ("vary", "location", "content-type")


def seen(response):
    headers = {k: v for k, v in response.headers.items() if k.startswith("access-control") or k in NAMES}
    return {"status": response.status_code, "headers": headers, "body": response.text}


POLICIES = [
    {},
    {"allow_origins": ["*"]},
    {"allow_origins": ["*"], "allow_methods": ["*"], "allow_headers": ["*"], "allow_credentials": True, "expose_headers": ["X-Status", "X-Two"]},
    {"allow_origins": ["https://example.org"], "allow_headers": ["X-Example", "Content-Type"], "max_age": 7},
    {"allow_origins": ["https://example.org"], "allow_methods": ["GET", "PUT"], "allow_credentials": True, "allow_private_network": True},
    {"allow_origin_regex": r"https://.*\.example\.org", "allow_headers": ["*"]},
    {"allow_origins": ["https://other.org"], "allow_origin_regex": r"https://a\.org|https://b\.org", "allow_credentials": True},
    {"allow_origins": ["*"], "expose_headers": ["X-A"]},
]
ORIGINS = [None, "https://example.org", "https://sub.example.org", "https://a.org", "https://b.org.evil.com", "https://evil.example.org.evil.com", "null", "HTTPS://EXAMPLE.ORG", ""]
PREFLIGHTS = [
    {"access-control-request-method": "GET"},
    {"access-control-request-method": "POST", "access-control-request-headers": "X-Example, content-type"},
    {"access-control-request-method": "PUT", "access-control-request-headers": "X-Nope"},
    {"access-control-request-method": "get", "access-control-request-headers": "accept,  ACCEPT-LANGUAGE ,x-example"},
    {"access-control-request-method": "GET", "access-control-request-private-network": "true"},
    {"access-control-request-method": "DELETE", "access-control-request-headers": "", "access-control-request-private-network": "true"},
    {"access-control-request-method": "QUERY"},
    {},
]
HOSTS = ["example.com", "EXAMPLE.com:8000", "www.example.com", "a.b.example.com", "badexample.com", "example.com.evil.org", "testserver", "[::1]:80", "example.org"]

cors = []
for policy in POLICIES:
    client = TestClient(app(Middleware(CORSMiddleware, **policy)))
    for origin in ORIGINS:
        base = {} if origin is None else {"origin": origin}
        for method, path, more in [("GET", "/", {}), ("POST", "/", {}), ("GET", "/varied", {}), ("GET", "/missing", {})] + [("OPTIONS", "/", p) for p in PREFLIGHTS]:
            headers = {**base, **more}
            response = client.request(method, path, headers=headers)
            cors.append({"policy": policy, "method": method, "path": path, "sent": headers, **seen(response)})

hosts = []
for allowed, redirect in [(["example.com", "*.example.com"], True), (["www.example.com"], True), (["www.example.com"], False), (["*"], True), (["www.example.org", "[::1]"], True)]:
    client = TestClient(app(Middleware(TrustedHostMiddleware, allowed_hosts=allowed, www_redirect=redirect)))
    for host in HOSTS:
        for path in ["/", "/a%20b/c?d=e%20f&g"]:
            response = client.get(path, headers={"host": host}, follow_redirects=False)
            hosts.append({"hosts": allowed, "wwwRedirect": redirect, "host": host, "path": path, **seen(response)})

https = []
client = TestClient(app(Middleware(HTTPSRedirectMiddleware)), base_url="http://testserver")
# Starlette forgets the brackets of an IPv6 address with a port.
for host in [*(h for h in HOSTS if h[0] != "["), "example.com:80", "example.com:443"]:
    for path in ["/", "/a%20b/c?d=e%20f&g"]:
        response = client.get(path, headers={"host": host}, follow_redirects=False)
        https.append({"host": host, "path": path, **seen(response)})

lines = lambda rows: "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]"
sys.stdout.write(f'{{"recordedFrom": "Starlette {starlette.__version__}",\n"cors": {lines(cors)},\n"hosts": {lines(hosts)},\n"https": {lines(https)}}}\n')
