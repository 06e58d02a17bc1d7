import { z } from "zod";
import { pageOf, RowId } from "./common.ts";

export const ReviewIn = z
  .object({
    stars: z.int().min(1).max(5).meta({ strict: true }),
    text: z.string().max(4000).default(""),
  })
  .meta({ id: "ReviewIn", examples: [{ stars: 5, text: "Falls as it should." }] });

export const ReviewPatch = ReviewIn.partial().meta({ id: "ReviewPatch" });

export const Review = ReviewIn.extend({
  id: RowId,
  product_id: RowId,
  author: z.string(),
  written_at: z.iso.datetime(),
}).meta({ id: "Review" });

export const ReviewPage = pageOf(Review, "ReviewPage");
