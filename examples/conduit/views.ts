import type { Article, Comment, User } from "./store.ts";

/** What answers say of what is stored; the response models leave the rest out, passwords first of all. */
export function profileView(user: User, viewer: User | null) {
  return { ...user, following: viewer?.following.has(user) ?? false };
}

export function articleView(article: Article, viewer: User | null) {
  return {
    ...article,
    tags: [...article.tags],
    author: profileView(article.author, viewer),
    favorited: viewer !== null && article.fans.has(viewer),
    favoritesCount: article.fans.size,
  };
}

export function commentView(comment: Comment, viewer: User | null) {
  return { ...comment, author: profileView(comment.author, viewer) };
}
