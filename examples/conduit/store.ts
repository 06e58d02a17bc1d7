import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { resource } from "flotilla";

export interface User {
  username: string;
  email: string;
  bio: string;
  image: string | null;
  /** Its hash. */
  password: string;
  readonly following: Set<User>;
}

export interface Comment {
  readonly id: number;
  readonly body: string;
  readonly author: User;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface Article {
  readonly id: number;
  slug: string;
  title: string;
  description: string;
  body: string;
  readonly tags: readonly string[];
  readonly author: User;
  readonly fans: Set<User>;
  readonly comments: Map<number, Comment>;
  readonly createdAt: Date;
  updatedAt: Date;
}

const derive = promisify(scrypt) as (password: string, salt: Buffer, length: number) => Promise<Buffer>;

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString("base64url")}.${(await derive(password, salt, 32)).toString("base64url")}`;
}

export async function isPassword(password: string, hash: string): Promise<boolean> {
  const [salt, expected] = hash.split(".").map((part) => Buffer.from(part, "base64url"));
  return timingSafeEqual(await derive(password, salt, expected.length), expected);
}

export const slugify = (title: string): string =>
  title
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .replaceAll(" ", "-");

/** What a database would hold. Users and articles refer to each other, so that a new name or slug is one assignment. */
export class Store {
  readonly users = new Set<User>();
  readonly articles = new Set<Article>();
  #lastId = 0;

  userByName(username: string): User | undefined {
    return find(this.users, (user) => user.username === username);
  }

  userByEmail(email: string): User | undefined {
    return find(this.users, (user) => user.email === email);
  }

  /** `password` is a hash. */
  addUser(given: Pick<User, "username" | "email" | "password">): User {
    const user = { bio: "", image: null, ...given, following: new Set<User>() };
    this.users.add(user);
    return user;
  }

  article(slug: string): Article | undefined {
    return find(this.articles, (article) => article.slug === slug);
  }

  addArticle(
    author: User,
    article: { title: string; description: string; body: string; tags?: readonly string[] },
  ): Article {
    const now = new Date();
    const made: Article = {
      slug: slugify(article.title),
      ...article,
      id: ++this.#lastId,
      tags: [...new Set(article.tags)],
      author,
      fans: new Set(),
      comments: new Map(),
      createdAt: now,
      updatedAt: now,
    };
    this.articles.add(made);
    return made;
  }

  addComment(article: Article, author: User, body: string): Comment {
    const now = new Date();
    const comment = { id: ++this.#lastId, body, author, createdAt: now, updatedAt: now };
    article.comments.set(comment.id, comment);
    return comment;
  }

  tags(): string[] {
    return [...new Set([...this.articles].flatMap((article) => article.tags))];
  }
}

function find<T>(all: Iterable<T>, fits: (one: T) => boolean): T | undefined {
  for (const one of all) if (fits(one)) return one;
  return undefined;
}

export const store = resource(() => new Store());
