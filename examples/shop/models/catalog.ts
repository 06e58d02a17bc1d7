import { z } from "zod";
import { Day, Money, Paging, pageOf, RowId } from "./common.ts";

export const Slug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/)
  .meta({ examples: ["garden-tools"] });

export const CategoryIn = z
  .object({
    name: z
      .string()
      .min(1)
      .max(80)
      .meta({ examples: ["Garden tools"] }),
    description: z.string().max(500).default(""),
  })
  .meta({ id: "CategoryIn" });

export const Category = CategoryIn.extend({
  slug: Slug,
  products: z.int().min(0).describe("How many there are."),
}).meta({
  id: "Category",
});

export const Availability = z.enum(["in_stock", "on_request", "sold_out"]).meta({ id: "Availability" });

export const Dimensions = z
  .object({
    width: z.number().gt(0).max(10_000).meta({ strict: true }),
    height: z.number().gt(0).max(10_000).meta({ strict: true }),
    depth: z.number().gt(0).max(10_000).meta({ strict: true }),
    unit: z.enum(["mm", "cm", "m"]).default("cm"),
  })
  .meta({ id: "Dimensions" });

export const ProductIn = z
  .object({
    name: z
      .string()
      .min(1)
      .max(120)
      .meta({ examples: ["Anvil"] }),
    description: z.string().max(2000).default(""),
    price: Money,
    category: Slug.describe("Of a category that exists."),
    tags: z.array(z.string().min(1).max(30)).max(10).default([]),
    dimensions: Dimensions.nullable().default(null),
    released: Day.nullable().default(null),
    attributes: z.record(z.string().min(1).max(40), z.string().max(200)).default({}),
  })
  .meta({
    id: "ProductIn",
    examples: [{ name: "Anvil", price: "129.00", category: "garden-tools", tags: ["heavy"] }],
  });

/** Every field may be left out; what is sent replaces what is there. */
export const ProductPatch = z
  .object({
    name: ProductIn.shape.name.optional(),
    description: z.string().max(2000).optional(),
    price: Money.optional(),
    category: Slug.optional(),
    tags: z.array(z.string().min(1).max(30)).max(10).optional(),
  })
  .meta({ id: "ProductPatch", examples: [{ price: "99.00" }] });

export const Product = ProductIn.extend({
  id: RowId,
  stock: z.int().min(0),
  availability: Availability,
  rating: z.number().min(1).max(5).nullable().describe("Mean of its reviews; null without any."),
  created_at: z.iso.datetime(),
}).meta({ id: "Product" });

export const ProductPage = pageOf(Product, "ProductPage");

/** One model for the whole query. */
export const ProductQuery = Paging.extend({
  q: z.string().max(80).optional().describe("Text that the name or the description contains."),
  category: Slug.optional(),
  tag: z.array(z.string().min(1).max(30)).max(5).default([]).describe("All of them have to be there."),
  min_price: z.number().min(0).max(10_000_000).optional(),
  max_price: z.number().min(0).max(10_000_000).optional(),
  availability: Availability.optional(),
  sort: z.enum(["id", "name", "price", "-price", "newest"]).default("id"),
});

export const StockChange = z
  .object({
    stock: z.int().min(0).max(1_000_000).meta({ strict: true }),
    reason: z.enum(["delivery", "count", "loss"]),
  })
  .meta({ id: "StockChange" });

export const ImportReport = z
  .object({
    created: z.array(RowId),
    rejected: z.array(z.object({ line: z.int().min(1), reason: z.string() }).meta({ id: "RejectedLine" })),
  })
  .meta({ id: "ImportReport" });

export const ProductFile = z
  .object({
    id: z.uuid(),
    product_id: RowId,
    name: z.string(),
    caption: z.string(),
    bytes: z.int().min(0),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    uploaded_at: z.iso.datetime(),
  })
  .meta({ id: "ProductFile" });
