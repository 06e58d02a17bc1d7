import assert from "node:assert/strict";
import { test } from "node:test";
import { resource } from "flotilla";
import { type TestClient, withTestClient } from "flotilla/testing";
import { SignJWT } from "jose";
import { app } from "../../examples/conduit/main.ts";
import { config } from "../../examples/conduit/settings.ts";
import { type Article, hashPassword, isPassword, Store, store, type User } from "../../examples/conduit/store.ts";

const secret_key = "conduit's";
const settings = resource(() => ({ secret_key, jwt_token_prefix: "Token" }));

async function tokenFor({ username }: { username: string }, secret = secret_key): Promise<string> {
  const token = new SignJWT({ username }).setProtectedHeader({ alg: "HS256" }).setExpirationTime("1m");
  return token.sign(new TextEncoder().encode(secret));
}

const read = async (answer: Response) => JSON.parse(await answer.text());

interface World {
  readonly db: Store;
  /** Nobody, and `user`. */
  readonly client: TestClient;
  readonly authorized: { readonly headers: { readonly authorization: string } };
  readonly user: User;
  readonly article: Article;
}

/** Each test has a store of its own with a user and an article of his. */
function scenario(name: string, run: (world: World) => Promise<void>): void {
  test(name, async () => {
    const db = new Store();
    const password = await hashPassword("password");
    const user = db.addUser({ email: "test@test.com", password, username: "username" });
    const article = db.addArticle(user, {
      title: "Test Slug",
      description: "Slug for tests",
      body: "Test ".repeat(100),
      tags: ["tests", "testing"],
    });
    const authorized = { headers: { authorization: `Token ${await tokenFor(user)}` } };
    await withTestClient(
      app,
      {
        override: [
          [store, resource(() => db)],
          [config, settings],
        ],
      },
      (client) => run({ db, client, authorized, user, article }),
    );
  });
}

const other = (db: Store, username = "other"): User =>
  db.addUser({ username, email: `${username}@email.com`, password: "" });

scenario("errors are {errors: […]}: 404, 405, 422", async ({ client }) => {
  const missing = await client.get("/wrong_path/asd");
  assert.deepEqual([missing.status, await read(missing)], [404, { errors: ["Not Found"] }]);
  assert.deepEqual(await read(await client.delete("/api/tags")), { errors: ["Method Not Allowed"] });
  const invalid = await client.post("/api/users", { json: { user: { email: "test@test.com" } } });
  assert.equal(invalid.status, 422);
  const { errors } = await read(invalid);
  assert.deepEqual(
    errors.map((error: { loc: unknown }) => error.loc),
    [
      ["body", "user", "password"],
      ["body", "user", "username"],
    ],
  );
});

scenario("a user registers", async ({ client, db }) => {
  const json = { user: { email: "new@test.com", username: "new", password: "secret" } };
  const answer = await client.post("/api/users", { json });
  assert.equal(answer.status, 201);
  const { user } = await read(answer);
  assert.deepEqual({ ...user, token: "" }, { email: "new@test.com", username: "new", bio: "", image: null, token: "" });
  assert.ok(await isPassword("secret", db.userByEmail("new@test.com")!.password));
});

scenario("of two who want one name at once, one gets it", async ({ client }) => {
  const json = { user: { email: "new@test.com", username: "new", password: "secret" } };
  const answers = await Promise.all([client.post("/api/users", { json }), client.post("/api/users", { json })]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 400]);
});

for (const free of [{ username: "free" }, { email: "free@test.com" }]) {
  scenario(`a user does not register if only ${Object.keys(free)} is free`, async ({ client }) => {
    const json = { user: { email: "test@test.com", username: "username", password: "password", ...free } };
    assert.equal((await client.post("/api/users", { json })).status, 400);
  });
}

scenario("login", async ({ client }) => {
  const login = (credentials: object) =>
    client.post("/api/users/login", {
      json: { user: { email: "test@test.com", password: "password", ...credentials } },
    });
  assert.equal((await login({})).status, 200);
  assert.equal((await login({ email: "wrong@test.com" })).status, 400);
  const refused = await login({ password: "wrong" });
  assert.deepEqual([refused.status, await read(refused)], [400, { errors: ["incorrect email or password"] }]);
});

for (const authorization of [undefined, "", "value", "Token value", "JWT value", "Bearer value", "Token a b"]) {
  scenario(`nobody is logged in with ${JSON.stringify(authorization)}`, async ({ client }) => {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    assert.equal((await client.get("/api/user", { headers })).status, 403);
    assert.equal((await client.put("/api/user", { headers })).status, 403);
  });
}

scenario("a token with another prefix, of somebody who is gone, or forged", async ({ client, authorized }) => {
  const prefixed = { headers: { authorization: authorized.headers.authorization.replace("Token", "WrongPrefix") } };
  assert.equal((await client.get("/api/user", prefixed)).status, 403);
  const gone = { headers: { authorization: `Token ${await tokenFor({ username: "gone" })}` } };
  assert.equal((await client.get("/api/user", gone)).status, 403);
  const forged = { headers: { authorization: `Token ${await tokenFor({ username: "username" }, "another's")}` } };
  assert.equal((await client.get("/api/user", forged)).status, 403);
});

scenario("a user sees and changes himself", async ({ client, authorized, user, db }) => {
  assert.equal((await read(await client.get("/api/user", authorized))).user.email, user.email);
  for (const change of [
    { email: "new_email@email.com" },
    { bio: "new bio" },
    { image: "http://testhost.com/imageurl" },
  ]) {
    const answer = await client.put("/api/user", { ...authorized, json: { user: change } });
    assert.equal(answer.status, 200);
    const { user } = await read(answer);
    assert.deepEqual({ ...user, ...change }, user);
  }
  await client.put("/api/user", { ...authorized, json: { user: { password: "new_password" } } });
  assert.ok(await isPassword("new_password", user.password));
  other(db, "taken");
  for (const taken of [{ username: "taken" }, { email: "taken@email.com" }]) {
    assert.equal((await client.put("/api/user", { ...authorized, json: { user: taken } })).status, 400);
  }
});

scenario("profiles", async ({ client, authorized, user, db }) => {
  const someone = other(db);
  const following = async (init = {}) => (await read(await client.get("/api/profiles/other", init))).profile.following;
  assert.equal(await following(), false);
  assert.equal(await following(authorized), false);
  assert.equal((await client.delete("/api/profiles/other/follow", authorized)).status, 400);
  assert.equal((await client.post("/api/profiles/other/follow", authorized)).status, 200);
  assert.ok(user.following.has(someone));
  assert.equal(await following(authorized), true);
  assert.equal(await following(), false);
  assert.equal((await client.post("/api/profiles/other/follow", authorized)).status, 400);
  assert.equal((await client.delete("/api/profiles/other/follow", authorized)).status, 200);
  assert.equal(await following(authorized), false);
});

scenario("nobody follows himself, or somebody who is not there", async ({ client, authorized }) => {
  for (const verb of ["post", "delete"] as const) {
    assert.equal((await client[verb]("/api/profiles/username/follow", authorized)).status, 400);
    assert.equal((await client[verb]("/api/profiles/nobody/follow", authorized)).status, 404);
  }
  assert.equal((await client.get("/api/profiles/nobody", authorized)).status, 404);
});

scenario("an article is created, once", async ({ client, authorized, db }) => {
  const json = {
    article: { title: "Ünïcode & Co.", body: "does not matter", description: "¯\\_(ツ)_/¯", tagList: ["a", "b", "b"] },
  };
  const answer = await client.post("/api/articles", { ...authorized, json });
  assert.equal(answer.status, 201);
  const { article } = await read(answer);
  const expected = {
    title: "Ünïcode & Co.",
    slug: "unicode-co",
    tagList: ["a", "b"],
    favorited: false,
    favoritesCount: 0,
  };
  assert.deepEqual({ ...article, ...expected }, article);
  assert.equal(article.author.username, "username");
  assert.match(article.createdAt, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.ok(db.article("unicode-co"));
  assert.equal((await client.post("/api/articles", { ...authorized, json })).status, 400);
});

scenario("an article is read", async ({ client, article }) => {
  const answer = await client.get("/api/articles/test-slug");
  assert.deepEqual((await read(answer)).article, {
    id: article.id,
    createdAt: article.createdAt.toISOString(),
    updatedAt: article.updatedAt.toISOString(),
    slug: "test-slug",
    title: "Test Slug",
    description: "Slug for tests",
    body: article.body,
    tagList: ["tests", "testing"],
    author: { username: "username", bio: "", image: null, following: false },
    favorited: false,
    favoritesCount: 0,
  });
});

scenario("an article that is not there, before a body that is not there", async ({ client, authorized }) => {
  for (const verb of ["get", "put", "delete"] as const)
    assert.equal((await client[verb]("/api/articles/wrong-slug", authorized)).status, 404);
});

scenario("an article is changed and deleted by its author only", async ({ client, authorized, db }) => {
  const someone = { headers: { authorization: `Token ${await tokenFor(other(db))}` } };
  for (const verb of ["put", "delete"] as const)
    assert.equal((await client[verb]("/api/articles/test-slug", someone)).status, 403);
  const before = (await read(await client.get("/api/articles/test-slug"))).article;
  const changed = await client.put("/api/articles/test-slug", {
    ...authorized,
    json: { article: { title: "New Title" } },
  });
  const { article } = await read(changed);
  assert.deepEqual(article, { ...before, title: "New Title", slug: "new-title", updatedAt: article.updatedAt });
  assert.equal((await client.delete("/api/articles/new-title", authorized)).status, 204);
  assert.equal(db.articles.size, 0);
});

scenario("favourites", async ({ client, authorized }) => {
  const path = "/api/articles/test-slug/favorite";
  assert.equal((await client.delete(path, authorized)).status, 400);
  assert.equal((await read(await client.post(path, authorized))).article.favoritesCount, 1);
  assert.equal((await client.post(path, authorized)).status, 400);
  const seen = (await read(await client.get("/api/articles/test-slug", authorized))).article;
  assert.deepEqual([seen.favorited, seen.favoritesCount], [true, 1]);
  assert.equal((await read(await client.delete(path, authorized))).article.favorited, false);
});

scenario("the feed has articles of those one follows", async ({ client, authorized, user, db }) => {
  for (const name of ["a", "b"]) {
    const author = other(db, name);
    for (let n = 0; n < 5; n++) db.addArticle(author, { title: `${name} ${n}`, description: "", body: "" });
  }
  const feed = async (query = {}) => read(await client.get("/api/articles/feed", { ...authorized, query }));
  assert.deepEqual(await feed(), { articles: [], articlesCount: 0 });
  user.following.add(db.userByName("b")!);
  const all = await feed();
  assert.deepEqual(
    all.articles.map((article: Article) => article.slug),
    ["b-4", "b-3", "b-2", "b-1", "b-0"],
  );
  assert.deepEqual((await feed({ limit: 2, offset: 3 })).articles, all.articles.slice(3));
  assert.equal((await client.get("/api/articles/feed")).status, 403);
});

scenario("articles are filtered by tag, author and fan", async ({ client, db, user }) => {
  const author = other(db);
  const one = db.addArticle(author, { title: "one", description: "", body: "", tags: ["tag1", "tag2"] });
  db.addArticle(author, { title: "two", description: "", body: "", tags: ["tag2"] });
  one.fans.add(user);
  const count = async (query: object) =>
    (await read(await client.get("/api/articles", { query: { ...query } }))).articlesCount;
  assert.equal(await count({}), 3);
  assert.equal(await count({ tag: "" }), 3);
  assert.equal(await count({ tag: "tag1" }), 1);
  assert.equal(await count({ tag: "tag2" }), 2);
  assert.equal(await count({ tag: "wrong" }), 0);
  assert.equal(await count({ author: "other" }), 2);
  assert.equal(await count({ author: "wrong" }), 0);
  assert.equal(await count({ favorited: "username" }), 1);
  assert.equal(await count({ favorited: "wrong" }), 0);
  assert.equal(await count({ tag: "tag2", author: "other", favorited: "username" }), 1);
  assert.equal((await client.get("/api/articles?limit=0")).status, 422);
});

scenario("comments", async ({ client, authorized, db, article }) => {
  const path = "/api/articles/test-slug/comments";
  const made = await client.post(path, { ...authorized, json: { comment: { body: "comment" } } });
  assert.equal(made.status, 201);
  const { comment } = await read(made);
  assert.equal(app.url("comments:get-comments-for-article", { slug: article.slug }), path);
  assert.deepEqual((await read(await client.get(path))).comments, [comment]);
  const theirs = db.addComment(article, other(db), "tmp");
  assert.equal((await client.delete(`${path}/${theirs.id}`, authorized)).status, 403);
  assert.equal((await client.delete(`${path}/99`, authorized)).status, 404);
  assert.equal((await client.delete(`${path}/${comment.id}`, authorized)).status, 204);
  assert.equal(article.comments.size, 1);
});

scenario("tags", async ({ client, db, article }) => {
  db.addArticle(article.author, { title: "more", description: "", body: "", tags: ["tests", "more"] });
  assert.deepEqual(await read(await client.get("/api/tags")), { tags: ["tests", "testing", "more"] });
});

test("the document has the models, the names and the form of errors", () => {
  const { paths, components } = app.openapi();
  const create = paths["/api/articles"].post as { operationId: string; responses: object };
  assert.equal(create.operationId, "articles:create-article");
  assert.deepEqual(Object.keys(create.responses), ["201", "4XX"]);
  assert.ok(components?.schemas !== undefined);
  const { ArticleInCreate } = components.schemas as { ArticleInCreate: { properties: object } };
  assert.deepEqual(Object.keys(ArticleInCreate.properties), ["title", "description", "body", "tagList"]);
});
