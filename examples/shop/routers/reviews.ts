import { HTTPError, Router, scoped } from "flotilla";
import { Conflict } from "../errors.ts";
import { Paging, pageFrom, RowId } from "../models/common.ts";
import { Review, ReviewIn, ReviewPage, ReviewPatch } from "../models/review.ts";
import { allowed, conflict, missing } from "../responses.ts";
import { currentUser } from "../security/current-user.ts";
import { work } from "../store/unit-of-work.ts";

export const reviews = new Router({ tags: ["reviews"] });

const author = scoped(currentUser, ["shop"]);
const ofReview = { review_id: RowId };

reviews.get(
  "/products/{product_id}/reviews",
  { path: { product_id: RowId }, query: Paging, use: { work }, response: ReviewPage, responses: missing },
  function listReviews({ path, query, work }) {
    work.products.need(path.product_id);
    const all = work.reviews.all().filter(({ product_id }) => product_id === path.product_id);
    return pageFrom(all.reverse(), query);
  },
);

reviews.post(
  "/products/{product_id}/reviews",
  {
    path: { product_id: RowId },
    body: ReviewIn,
    use: { user: author, work },
    status: 201,
    response: Review,
    responses: {
      ...allowed,
      ...missing,
      ...conflict,
      201: {
        description: "The review",
        links: {
          patch: { operationId: "patchReview", parameters: { review_id: "$response.body#/id" } },
          delete: { operationId: "deleteReview", parameters: { review_id: "$response.body#/id" } },
        },
      },
    },
  },
  function createReview({ path, body, user, work }) {
    const { id: product_id } = work.products.need(path.product_id);
    const mine = work.reviews.all().find((one) => one.product_id === product_id && one.author_id === user.id);
    if (mine !== undefined) throw new Conflict(`You have written review ${mine.id} of this product`);
    const id = work.reviews.nextId();
    const more = { id, product_id, author: user.username, author_id: user.id, written_at: new Date().toISOString() };
    return work.reviews.put(id, { ...body, ...more });
  },
);

reviews.patch(
  "/reviews/{review_id}",
  {
    path: ofReview,
    body: ReviewPatch,
    use: { user: author, work },
    response: Review,
    responses: { ...allowed, ...missing, ...conflict },
  },
  function patchReview({ path, body, user, work }) {
    const review = work.reviews.need(path.review_id);
    if (review.author_id !== user.id) throw new HTTPError(403, "The review is somebody else's");
    return work.reviews.put(review.id, { ...review, ...body });
  },
);

reviews.delete(
  "/reviews/{review_id}",
  {
    path: ofReview,
    use: { user: author, work },
    status: 204,
    responses: { ...allowed, ...missing, ...conflict },
  },
  function deleteReview({ path, user, work }) {
    const review = work.reviews.need(path.review_id);
    const mayDelete = review.author_id === user.id || user.granted.includes("admin");
    if (!mayDelete) throw new HTTPError(403, "The review is somebody else's");
    work.reviews.delete(review.id);
    work.note(user.username, `deleted review ${review.id}`);
  },
);
