/**
 * The RealWorld API (Conduit: articles, comments, profiles), ported from github.com/nsidnev/fastapi-realworld-example-app with its
 * routes, names and errors. What was in PostgreSQL there is in memory here, so one worker is enough.
 *
 *     SECRET_KEY=$(openssl rand -hex 32) npx flotilla dev examples/conduit/main.ts
 */
import { App, cors, HTTPError, Router, ValidationError } from "flotilla";
import { z } from "zod";
import { articles, tags } from "./routes/articles.ts";
import { comments } from "./routes/comments.ts";
import { profiles } from "./routes/profiles.ts";
import { authentication, users } from "./routes/users.ts";

const Errors = z.object({ errors: z.array(z.unknown()) }).meta({ id: "Errors" });

export const app = new App({ title: "Conduit", version: "1.0.0", responses: { "4XX": Errors } });

app.middleware(cors({ origins: ["*"], methods: ["*"], headers: ["*"], credentials: true }));

app.catch(HTTPError, (error) => ({ errors: [error.detail] }));
app.catch(ValidationError, (error) => ({ errors: error.problems }));

const api = new Router({ prefix: "/api" });
for (const router of [authentication, users, profiles, articles, comments, tags]) api.include(router);
app.include(api);
