import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/no-content", { status: 204 }, function returnNoContent() {});
