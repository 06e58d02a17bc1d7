import { App, html } from "flotilla";

export const app = new App({ title: "FastAPI", docsUrl: null, redocUrl: null });

app.static("/static", "static");

const swaggerUi = `<!DOCTYPE html>
<html>
<head>
<link type="text/css" rel="stylesheet" href="/static/swagger-ui.css">
<title>FastAPI - Swagger UI</title>
</head>
<body>
<div id="swagger-ui"></div>
<script src="/static/swagger-ui-bundle.js"></script>
<script>
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  oauth2RedirectUrl: window.location.origin + "/docs/oauth2-redirect",
});
</script>
</body>
</html>`;

const oauth2Redirect = `<!DOCTYPE html>
<html>
<body>
<script>
const { auth, callback, redirectUrl } = window.opener.swaggerUIRedirectOauth2;
auth.code = new URLSearchParams(window.location.search).get("code");
callback({ auth, redirectUrl });
window.close();
</script>
</body>
</html>`;

const redoc = `<!DOCTYPE html>
<html>
<head>
<title>FastAPI - ReDoc</title>
</head>
<body>
<redoc spec-url="/openapi.json"></redoc>
<script src="/static/redoc.standalone.js"></script>
</body>
</html>`;

app.get("/docs", { hidden: true }, function customSwaggerUi() {
  return html(swaggerUi);
});

app.get("/docs/oauth2-redirect", { hidden: true }, function swaggerUiRedirect() {
  return html(oauth2Redirect);
});

app.get("/redoc", { hidden: true }, function redocPage() {
  return html(redoc);
});

app.get("/users/{username}", function readUser({ path }) {
  return { message: `Hello ${path.username}` };
});
