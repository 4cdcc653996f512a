"""Every security scheme, alone and together with parameters and bodies."""
from typing import Annotated

from fastapi import Body, Depends, FastAPI, Security
from fastapi.security import (
    APIKeyCookie, APIKeyHeader, APIKeyQuery, HTTPAuthorizationCredentials, HTTPBasic, HTTPBearer, HTTPDigest, OAuth2AuthorizationCodeBearer, OAuth2PasswordBearer,
    OAuth2PasswordRequestForm, OpenIdConnect,
)

app = FastAPI()

schemes = {
    "oauth2": OAuth2PasswordBearer(tokenUrl="token", scopes={"items": "Items"}),
    "code": OAuth2AuthorizationCodeBearer(authorizationUrl="a", tokenUrl="t"),
    "bearer": HTTPBearer(),
    "basic": HTTPBasic(),
    "digest": HTTPDigest(),
    "openid": OpenIdConnect(openIdConnectUrl="/openid"),
    "query": APIKeyQuery(name="key"),
    "header": APIKeyHeader(name="X-Key"),
    "cookie": APIKeyCookie(name="key"),
}

for name, scheme in schemes.items():

    def plain(credential=Security(scheme)):
        return {}

    def params(n: int, q: str, credential=Security(scheme)):
        return {}

    def body(n: Annotated[int, Body()], credential=Security(scheme)):
        return {}

    app.get(f"/plain/{name}")(plain)
    app.get(f"/params/{name}/{{n}}")(params)
    app.post(f"/body/{name}")(body)


@app.get("/both", dependencies=[Depends(schemes["bearer"]), Depends(schemes["header"])])
def both():
    return {}


@app.get("/scoped")
def scoped(n: int, token=Security(schemes["oauth2"], scopes=["items"])):
    return {}


@app.post("/token")
def token(form: Annotated[OAuth2PasswordRequestForm, Depends()]):
    return {}
