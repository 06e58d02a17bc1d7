import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const main = (someArg: string) => (q: string | null) => ({ some_arg: someArg, q });
const endpoint = main("foo");

app.get("/", { query: { q: z.string().nullable().default(null) } }, ({ query }) => endpoint(query.q));
