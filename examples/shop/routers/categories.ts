import { Router, scoped } from "flotilla";
import { z } from "zod";
import { Conflict } from "../errors.ts";
import { Category, CategoryIn, Slug } from "../models/catalog.ts";
import { allowed, conflict, missing } from "../responses.ts";
import { currentUser } from "../security/current-user.ts";
import type { StoredCategory } from "../store/rows.ts";
import { type UnitOfWork, work } from "../store/unit-of-work.ts";

export const categories = new Router({ prefix: "/categories", tags: ["categories"] });

const editor = scoped(currentUser, ["catalog"]);

function shown(work: UnitOfWork, category: StoredCategory) {
  const products = work.products.all().filter((product) => product.category === category.slug).length;
  return { ...category, products };
}

categories.get("", { use: { work }, response: z.array(Category) }, function listCategories({ work }) {
  return work.categories.all().map((category) => shown(work, category));
});

categories.get(
  "/{slug}",
  { path: { slug: Slug }, use: { work }, response: Category, responses: missing },
  function getCategory({ path, work }) {
    return shown(work, work.categories.need(path.slug));
  },
);

categories.put(
  "/{slug}",
  {
    summary: "Make a category, or replace it",
    path: { slug: Slug },
    body: CategoryIn,
    use: { user: editor, work },
    response: Category,
    responses: { ...allowed, ...conflict },
  },
  function putCategory({ path, body, user, work }) {
    work.note(user.username, `put category ${path.slug}`);
    return shown(work, work.categories.put(path.slug, { ...body, slug: path.slug }));
  },
);

categories.delete(
  "/{slug}",
  {
    path: { slug: Slug },
    use: { user: editor, work },
    status: 204,
    responses: { ...allowed, ...missing, ...conflict },
  },
  function deleteCategory({ path, user, work }) {
    const { products } = shown(work, work.categories.need(path.slug));
    if (products > 0) throw new Conflict(`The category has ${products} products`);
    work.categories.delete(path.slug);
    work.note(user.username, `deleted category ${path.slug}`);
  },
);
