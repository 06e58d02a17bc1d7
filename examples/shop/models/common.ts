import { z } from "zod";

/** What every error but a 422 is answered with. */
export const Problem = z
  .object({ detail: z.string().describe("What happened, for people.") })
  .meta({ id: "Problem", examples: [{ detail: "There is no product 17" }] });

/** An amount of money as text, so that no float ever touches it. */
export const Money = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,6})\.[0-9]{2}$/)
  .meta({ id: "Money", description: "An amount in euro, with cents.", examples: ["19.90"] });

/** Numbers in JSON bodies are numbers: `"3"` is refused here, while a query has nothing but text. */
export const Quantity = z
  .int()
  .min(1)
  .max(999)
  .meta({ strict: true, examples: [2] });

/** A day as it is written, and nothing else that may stand for one. */
export const Day = z.iso.date().meta({ strict: true, examples: ["1949-09-17"] });

/** A number that the shop gives. */
export const RowId = z
  .int()
  .min(1)
  .max(2_147_483_647)
  .meta({ examples: [1] });

/** Query parameters of every list that comes in pages. */
export const Paging = z.object({
  page: z.int().min(1).max(100_000).default(1).describe("Which page, from 1."),
  size: z.int().min(1).max(100).default(20).describe("Items on a page."),
});
export type Paging = z.output<typeof Paging>;

/** One page of a list. */
export function pageOf<T extends z.ZodType>(item: T, id: string) {
  return z
    .object({
      items: z.array(item),
      total: z.int().min(0).describe("Items on all pages."),
      page: z.int().min(1),
      pages: z.int().min(0),
    })
    .meta({ id });
}

/** Cuts a page out of everything there is. */
export function pageFrom<T>(all: readonly T[], { page, size }: Paging) {
  const start = (page - 1) * size;
  return { items: all.slice(start, start + size), total: all.length, page, pages: Math.ceil(all.length / size) };
}

/** Whole cents: what is calculated with. */
export function centsOf(money: string): number {
  return Number(money.replace(".", ""));
}

export function moneyOf(cents: number): string {
  return (cents / 100).toFixed(2);
}
