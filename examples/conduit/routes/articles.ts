import { dependency, HTTPError, Router } from "flotilla";
import { z } from "zod";
import { currentUser, maybeUser } from "../auth.ts";
import {
  ArticleInCreate,
  ArticleInResponse,
  ArticleInUpdate,
  ListOfArticlesInResponse,
  TagsInList,
} from "../models.ts";
import { type Article, slugify, store, type User } from "../store.ts";
import { articleView } from "../views.ts";

const page = dependency(
  { query: { limit: z.int().min(1).default(20), offset: z.int().min(0).default(0) } },
  ({ query }) => query,
);

const filters = dependency(
  { query: { tag: z.string().optional(), author: z.string().optional(), favorited: z.string().optional() } },
  ({ query }) => query,
);

/** The article that the path names. */
export const article = dependency({ path: { slug: z.string().min(1) }, use: { store } }, ({ path, store }) => {
  const article = store.article(path.slug);
  if (article === undefined) throw new HTTPError(404, "article does not exist");
  return article;
});

const ownArticle = dependency({ use: { article, user: currentUser } }, ({ article, user }) => {
  if (article.author !== user) throw new HTTPError(403, "you are not an author of this article");
  return article;
});

export const articles = new Router({ prefix: "/articles", tags: ["articles"], use: { store } });

articles.get(
  "",
  { name: "articles:list-articles", response: ListOfArticlesInResponse, use: { page, filters, viewer: maybeUser } },
  ({ page, filters, viewer, store }) => {
    const { tag, author, favorited } = filters;
    const fan = favorited ? store.userByName(favorited) : undefined;
    const found = [...store.articles].filter(
      (article) =>
        (!tag || article.tags.includes(tag)) &&
        (!author || article.author.username === author) &&
        (!favorited || (fan !== undefined && article.fans.has(fan))),
    );
    return listView(found, page, viewer);
  },
);

articles.get(
  "/feed",
  { name: "articles:get-user-feed-articles", response: ListOfArticlesInResponse, use: { page, user: currentUser } },
  ({ page, user, store }) =>
    listView(
      [...store.articles].filter((article) => user.following.has(article.author)),
      page,
      user,
    ),
);

articles.post(
  "",
  {
    name: "articles:create-article",
    body: { article: ArticleInCreate },
    response: ArticleInResponse,
    status: 201,
    use: { user: currentUser },
  },
  ({ body, user, store }) => {
    if (store.article(slugify(body.article.title)) !== undefined) throw new HTTPError(400, "article already exists");
    return { article: articleView(store.addArticle(user, body.article), user) };
  },
);

articles.get(
  "/{slug}",
  { name: "articles:get-article", response: ArticleInResponse, use: { article, viewer: maybeUser } },
  ({ article, viewer }) => ({
    article: articleView(article, viewer),
  }),
);

articles.put(
  "/{slug}",
  {
    name: "articles:update-article",
    body: { article: ArticleInUpdate },
    response: ArticleInResponse,
    use: { article: ownArticle },
  },
  ({ body: { article: update }, article }) => {
    if (update.title) article.slug = slugify(update.title);
    article.title = update.title || article.title;
    article.description = update.description || article.description;
    article.body = update.body || article.body;
    article.updatedAt = new Date();
    return { article: articleView(article, article.author) };
  },
);

articles.delete(
  "/{slug}",
  { name: "articles:delete-article", status: 204, use: { article: ownArticle } },
  ({ article, store }) => {
    store.articles.delete(article);
  },
);

articles.post(
  "/{slug}/favorite",
  { name: "articles:mark-article-favorite", response: ArticleInResponse, use: { article, user: currentUser } },
  ({ article, user }) => {
    if (article.fans.has(user)) throw new HTTPError(400, "you are already marked this articles as favorite");
    article.fans.add(user);
    return { article: articleView(article, user) };
  },
);

articles.delete(
  "/{slug}/favorite",
  { name: "articles:unmark-article-favorite", response: ArticleInResponse, use: { article, user: currentUser } },
  ({ article, user }) => {
    if (!article.fans.delete(user)) throw new HTTPError(400, "article is not favorited");
    return { article: articleView(article, user) };
  },
);

export const tags = new Router({ prefix: "/tags", tags: ["tags"], use: { store } });

tags.get("", { name: "tags:get-all", response: TagsInList }, ({ store }) => ({ tags: store.tags() }));

function listView(found: Article[], { limit, offset }: { limit: number; offset: number }, viewer: User | null) {
  const newest = found.sort((a, b) => b.id - a.id).slice(offset, offset + limit);
  return { articles: newest.map((article) => articleView(article, viewer)), articlesCount: newest.length };
}
