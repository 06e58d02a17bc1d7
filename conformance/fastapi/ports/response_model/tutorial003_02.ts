import { App, redirect } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.get("/portal", { query: { teleport: z.boolean().default(false) } }, function getPortal({ query }) {
  if (query.teleport) return redirect("https://www.youtube.com/watch?v=dQw4w9WgXcQ");
  return { message: "Here's your interdimensional portal." };
});
