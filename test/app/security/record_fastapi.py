# Records what FastAPI answers, for schemes.test.ts: python record_fastapi.py > fastapi-answers.json (then one line a case).
import base64
import json
import sys
from typing import Annotated
from fastapi import FastAPI, Depends, Security, Request
from fastapi.security import *
from fastapi.testclient import TestClient
from fastapi.security import SecurityScopes
out=[]
def case(name, dep, reqs):
    app=FastAPI()
    def h(v = Security(dep)):
        if v is None: return {"v":None}
        return {"v": v.model_dump() if hasattr(v,"model_dump") else v}
    app.get("/")(h)
    c=TestClient(app)
    for r in reqs:
        a=c.get("/"+r.get("q",""),headers=r.get("h",{}))
        out.append({"case":name,"req":r,"status":a.status_code,"auth":a.headers.get("www-authenticate"),"body":a.json()})
    out.append({"case":name,"schemes":c.get("/openapi.json").json()["components"]["securitySchemes"]})
b=lambda s: base64.b64encode(s.encode() if isinstance(s,str) else s).decode()
auths=[{}, *[{"h":{"Authorization":v}} for v in ["Bearer abc","bearer abc","Bearer","Bearer ","BEARER  a b ","Basic abc","Basic "+b("john:secret"),"basic "+b("john:se:cret"),"Basic "+b("johnsecret"),"Basic notabase64token","Basic "+b(b"\xff\xfe:a"),"Basic","Digest foobar","digest x y","Digest","Other foobar","abc","Basic "+b("john:secret").rstrip("=")]]]
out_cases=[
 ("oauth2PasswordBearer", lambda **k: OAuth2PasswordBearer(tokenUrl="token",**k)),
 ("oauth2AuthorizationCode", lambda **k: OAuth2AuthorizationCodeBearer(authorizationUrl="auth",tokenUrl="token",refreshUrl="refresh",scopes={"me":"Me"},**k)),
 ("openIdConnect", lambda **k: OpenIdConnect(openIdConnectUrl="/openid",**k)),
 ("httpBasic", lambda **k: HTTPBasic(**k)),
 ("httpBasicRealm", lambda **k: HTTPBasic(realm="simple",**k)),
 ("httpBearer", lambda **k: HTTPBearer(bearerFormat="JWT",**k)),
 ("httpDigest", lambda **k: HTTPDigest(**k)),
 ("oauth2", lambda **k: OAuth2(flows={"password":{"tokenUrl":"token","scopes":{"a":"A"}}},**k)),
]
for n,f in out_cases:
    case(n,f(),auths); case(n+" optional",f(auto_error=False,description="Words",scheme_name="Mine"),auths)
keys=[{},{"h":{"key":"secret"}},{"h":{"KEY":""}},{"q":"?key=secret"},{"q":"?key=&key=b"},{"q":"?key="},{"q":"?key=a&key=b"},{"h":{"cookie":"key=secret"}},{"h":{"cookie":"key=a; key=\"b\""}},{"h":{"cookie":"key="}}]
for n,f in [("apiKeyHeader",APIKeyHeader),("apiKeyQuery",APIKeyQuery),("apiKeyCookie",APIKeyCookie)]:
    case(n,f(name="key"),keys); case(n+" optional",f(name="key",auto_error=False,description="Words",scheme_name="Mine"),keys)
forms=[]
for strict in (False,True):
    app=FastAPI()
    cls=OAuth2PasswordRequestFormStrict if strict else OAuth2PasswordRequestForm
    @app.post("/login")
    def login(f: cls = Depends()):
        return {"grantType":f.grant_type,"username":f.username,"password":f.password,"scopes":f.scopes,"clientId":f.client_id,"clientSecret":f.client_secret}
    c=TestClient(app)
    for body in ["", "username=johndoe&password=secret","username=johndoe&password=secret&grant_type=incorrect","username=johndoe&password=secret&grant_type=password","username=a&password=b&scope=x+y++z&client_id=i&client_secret=s&grant_type=password","username=a&password=b&grant_type=","username=&password=b&grant_type=password","grant_type=incorrect"]:
        a=c.post("/login",content=body,headers={"content-type":"application/x-www-form-urlencoded"})
        forms.append({"strict":strict,"body":body,"status":a.status_code,"answer":a.json()})
    doc=c.get("/openapi.json").json()
    forms.append({"strict":strict,"schema":[v for k,v in doc["components"]["schemas"].items() if k.startswith("Body")][0]})
json.dump({"schemes":out,"forms":forms},sys.stdout,indent=1)
