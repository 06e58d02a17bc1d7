import { z } from "zod";

export const UserInLogin = z.object({ email: z.email(), password: z.string() }).meta({ id: "UserInLogin" });
export const UserInCreate = UserInLogin.extend({ username: z.string() }).meta({ id: "UserInCreate" });
export const UserInUpdate = z
  .object({
    username: z.string().nullish(),
    email: z.email().nullish(),
    password: z.string().nullish(),
    bio: z.string().nullish(),
    image: z.url().nullish(),
  })
  .meta({ id: "UserInUpdate" });

const UserWithToken = z
  .object({
    username: z.string(),
    email: z.string(),
    bio: z.string().default(""),
    image: z.string().nullable().default(null),
    token: z.string(),
  })
  .meta({ id: "UserWithToken" });
export const UserInResponse = z.object({ user: UserWithToken }).meta({ id: "UserInResponse" });

const Profile = z
  .object({
    username: z.string(),
    bio: z.string().default(""),
    image: z.string().nullable().default(null),
    following: z.boolean().default(false),
  })
  .meta({ id: "Profile" });
export const ProfileInResponse = z.object({ profile: Profile }).meta({ id: "ProfileInResponse" });

const Article = z
  .object({
    id: z.int(),
    createdAt: z.date(),
    updatedAt: z.date(),
    slug: z.string(),
    title: z.string(),
    description: z.string(),
    body: z.string(),
    tags: z.array(z.string()).meta({ alias: "tagList" }),
    author: Profile,
    favorited: z.boolean(),
    favoritesCount: z.int(),
  })
  .meta({ id: "ArticleForResponse" });
export const ArticleInResponse = z.object({ article: Article }).meta({ id: "ArticleInResponse" });
export const ListOfArticlesInResponse = z
  .object({ articles: z.array(Article), articlesCount: z.int() })
  .meta({ id: "ListOfArticlesInResponse" });
export const ArticleInCreate = z
  .object({
    title: z.string(),
    description: z.string(),
    body: z.string(),
    tags: z.array(z.string()).default([]).meta({ alias: "tagList" }),
  })
  .meta({ id: "ArticleInCreate" });
export const ArticleInUpdate = z
  .object({ title: z.string().nullish(), description: z.string().nullish(), body: z.string().nullish() })
  .meta({ id: "ArticleInUpdate" });

const CommentModel = z
  .object({ id: z.int(), createdAt: z.date(), updatedAt: z.date(), body: z.string(), author: Profile })
  .meta({ id: "Comment" });
export const CommentInResponse = z.object({ comment: CommentModel }).meta({ id: "CommentInResponse" });
export const ListOfCommentsInResponse = z
  .object({ comments: z.array(CommentModel) })
  .meta({ id: "ListOfCommentsInResponse" });
export const CommentInCreate = z.object({ body: z.string() }).meta({ id: "CommentInCreate" });

export const TagsInList = z.object({ tags: z.array(z.string()) }).meta({ id: "TagsInList" });
