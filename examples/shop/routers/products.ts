import { jsonLines, Router, redirect, scoped } from "flotilla";
import type { z } from "zod";
import { Conflict, NotFound } from "../errors.ts";
import { Product, ProductIn, ProductPage, ProductPatch, ProductQuery } from "../models/catalog.ts";
import { centsOf, pageFrom, RowId } from "../models/common.ts";
import { allowed, conflict, missing } from "../responses.ts";
import { currentUser } from "../security/current-user.ts";
import type { StoredProduct } from "../store/rows.ts";
import { type UnitOfWork, work } from "../store/unit-of-work.ts";

export const products = new Router({ prefix: "/products", tags: ["products"] });

const editor = scoped(currentUser, ["catalog"]);
const ofProduct = { product_id: RowId };

/** A product as it is shown: with what follows from its stock and reviews. */
export function shownProduct(work: UnitOfWork, product: StoredProduct): z.input<typeof Product> {
  const stars = work.reviews
    .all()
    .filter(({ product_id }) => product_id === product.id)
    .map((review) => review.stars);
  const rating = stars.length === 0 ? null : stars.reduce((sum, one) => sum + one, 0) / stars.length;
  return { ...product, rating, availability: availabilityOf(product) };
}

function availabilityOf({ stock, category }: StoredProduct) {
  if (stock > 0) return "in_stock";
  return category === "explosives" ? "on_request" : "sold_out";
}

const orders = {
  id: (one, other) => one.id - other.id,
  name: (one, other) => (one.name < other.name ? -1 : Number(one.name > other.name)),
  price: (one, other) => centsOf(one.price) - centsOf(other.price),
  "-price": (one, other) => centsOf(other.price) - centsOf(one.price),
  newest: (one, other) => other.id - one.id,
} satisfies { [K in z.output<typeof ProductQuery>["sort"]]: (one: StoredProduct, other: StoredProduct) => number };

function matches(product: StoredProduct, query: z.output<typeof ProductQuery>): boolean {
  const { q, category, tag, min_price = 0, max_price = Number.POSITIVE_INFINITY, availability } = query;
  const price = Number(product.price);
  return (
    (q === undefined || `${product.name}\n${product.description}`.toLowerCase().includes(q.toLowerCase())) &&
    (category === undefined || product.category === category) &&
    tag.every((one) => product.tags.includes(one)) &&
    price >= min_price &&
    price <= max_price &&
    (availability === undefined || availabilityOf(product) === availability)
  );
}

/** What a body refers to is no part of the address: 409, not 404. @throws Conflict for a category that is not there. */
function checkCategory(work: UnitOfWork, slug: string): void {
  if (work.categories.get(slug) === undefined) throw new Conflict(`There is no category ${slug}`);
}

products.get("", { query: ProductQuery, use: { work }, response: ProductPage }, function listProducts({ query, work }) {
  const found = work.products.all().filter((product) => matches(product, query));
  const page = pageFrom(found.sort(orders[query.sort]), query);
  return { ...page, items: page.items.map((product) => shownProduct(work, product)) };
});

products.post(
  "",
  {
    body: ProductIn,
    use: { user: editor, work },
    status: 201,
    response: Product,
    responses: {
      ...allowed,
      ...conflict,
      201: {
        description: "The product, and where it is",
        headers: { Location: "Its address" },
        links: {
          get: { operationId: "getProduct", parameters: { product_id: "$response.body#/id" } },
          patch: { operationId: "patchProduct", parameters: { product_id: "$response.body#/id" } },
          delete: { operationId: "deleteProduct", parameters: { product_id: "$response.body#/id" } },
        },
      },
    },
  },
  function createProduct({ body, user, work }, context) {
    checkCategory(work, body.category);
    const id = work.products.nextId();
    const product = work.products.put(id, { ...body, id, stock: 0, created_at: new Date().toISOString() });
    work.note(user.username, `made product ${id}`);
    context.reply.headers.set("location", context.url("getProduct", { product_id: id }));
    return shownProduct(work, product);
  },
);

products.get(
  "/{product_id}",
  { path: ofProduct, use: { work }, response: Product, responses: missing },
  function getProduct({ path, work }) {
    return shownProduct(work, work.products.need(path.product_id));
  },
);

products.put(
  "/{product_id}",
  {
    path: ofProduct,
    body: ProductIn,
    use: { user: editor, work },
    response: Product,
    responses: { ...allowed, ...missing, ...conflict },
  },
  function replaceProduct({ path, body, user, work }) {
    const { id, stock, created_at } = work.products.need(path.product_id);
    checkCategory(work, body.category);
    work.note(user.username, `replaced product ${id}`);
    return shownProduct(work, work.products.put(id, { ...body, id, stock, created_at }));
  },
);

products.patch(
  "/{product_id}",
  {
    path: ofProduct,
    body: ProductPatch,
    use: { user: editor, work },
    response: Product,
    responses: { ...allowed, ...missing, ...conflict },
  },
  function patchProduct({ path, body, user, work }) {
    const product = work.products.need(path.product_id);
    if (body.category !== undefined) checkCategory(work, body.category);
    work.note(user.username, `changed product ${product.id}`);
    return shownProduct(work, work.products.put(product.id, { ...product, ...body }));
  },
);

products.delete(
  "/{product_id}",
  {
    path: ofProduct,
    use: { user: editor, work },
    status: 204,
    responses: { ...allowed, ...missing, ...conflict },
  },
  function deleteProduct({ path, user, work }) {
    work.products.delete(path.product_id);
    work.note(user.username, `deleted product ${path.product_id}`);
  },
);

// Beside the products, not among them: `/products/newest` would be read as the id of one by every other method.
export const catalog = new Router({ prefix: "/catalog", tags: ["products"] });

catalog.get(
  "/export",
  { summary: "All products, a line of JSON each", use: { work }, response: jsonLines(Product) },
  async function* exportProducts({ work }) {
    for (const product of work.products.all()) yield shownProduct(work, product);
  },
);

catalog.get(
  "/newest",
  {
    summary: "Redirects to the newest product",
    use: { work },
    status: 307,
    responses: { ...missing, 307: { description: "Where it is", headers: { Location: "Its address" } } },
  },
  function newestProduct({ work }, context) {
    const newest = work.products.all().at(-1);
    if (newest === undefined) throw new NotFound("There are no products");
    return redirect(context.url("getProduct", { product_id: newest.id }));
  },
);
