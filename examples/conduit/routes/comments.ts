import { dependency, HTTPError, Router } from "flotilla";
import { z } from "zod";
import { currentUser, maybeUser } from "../auth.ts";
import { CommentInCreate, CommentInResponse, ListOfCommentsInResponse } from "../models.ts";
import { store } from "../store.ts";
import { commentView } from "../views.ts";
import { article } from "./articles.ts";

export const comments = new Router({ prefix: "/articles/{slug}/comments", tags: ["comments"], use: { article } });

const ownComment = dependency(
  { path: { comment_id: z.int().min(1) }, use: { article, user: currentUser } },
  ({ path, article, user }) => {
    const comment = article.comments.get(path.comment_id);
    if (comment === undefined) throw new HTTPError(404, "comment does not exist");
    if (comment.author !== user) throw new HTTPError(403, "you are not an author of this article");
    return comment;
  },
);

comments.get(
  "",
  { name: "comments:get-comments-for-article", response: ListOfCommentsInResponse, use: { viewer: maybeUser } },
  ({ article, viewer }) => ({
    comments: [...article.comments.values()].map((comment) => commentView(comment, viewer)),
  }),
);

comments.post(
  "",
  {
    name: "comments:create-comment-for-article",
    body: { comment: CommentInCreate },
    response: CommentInResponse,
    status: 201,
    use: { store, user: currentUser },
  },
  ({ body, article, store, user }) => ({
    comment: commentView(store.addComment(article, user, body.comment.body), user),
  }),
);

comments.delete(
  "/{comment_id}",
  { name: "comments:delete-comment-from-article", status: 204, use: { comment: ownComment } },
  ({ article, comment }) => {
    article.comments.delete(comment.id);
  },
);
