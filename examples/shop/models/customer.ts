import { z } from "zod";
import { Day, pageOf, RowId } from "./common.ts";

/** What a token allows. */
export const scopes = {
  shop: "Buy, and see one's own orders.",
  catalog: "Change products and categories.",
  admin: "Everything of everybody.",
} as const;
export const Scope = z.enum(["shop", "catalog", "admin"]).meta({ id: "Scope" });
export type Scope = z.output<typeof Scope>;

export const Username = z
  .string()
  .regex(/^[a-z][a-z0-9_]{2,29}$/)
  .meta({ examples: ["wile"] });

export const Password = z
  .string()
  .min(8)
  .max(128)
  .meta({ format: "password", examples: ["correct horse"] });

const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

/** The usual addresses of RFC 5321; zod's default takes fewer. */
export const Email = z
  .email({ pattern: new RegExp(`^(?=.{1,64}@)${atom}(?:\\.${atom})*@(?:${label}\\.)+[A-Za-z]{2,63}$`) })
  .max(254)
  .meta({ examples: ["wile@example.com"] });

export const Address = z
  .object({
    street: z.string().min(1).max(120),
    city: z.string().min(1).max(80),
    postal_code: z.string().regex(/^[0-9A-Z -]{3,10}$/),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .describe("ISO 3166-1"),
  })
  .meta({
    id: "Address",
    examples: [{ street: "1 Mesa Road", city: "Page", postal_code: "86040", country: "US" }],
  });

export const Registration = z
  .object({
    username: Username,
    password: Password,
    email: Email,
    born: Day.nullable().default(null),
    address: Address.nullable().default(null),
    newsletter: z.boolean().default(false).meta({ strict: true }),
  })
  .meta({ id: "Registration" });

export const CustomerPatch = z
  .object({
    email: Email.optional(),
    born: Day.nullable().optional(),
    address: Address.nullable().optional(),
    newsletter: z.boolean().optional().meta({ strict: true }),
  })
  .meta({ id: "CustomerPatch", examples: [{ newsletter: true }] });

/** What is shown of a customer: the password's hash stays where it is. */
export const Customer = Registration.omit({ password: true })
  .extend({ id: RowId, scopes: z.array(Scope), since: z.iso.datetime() })
  .meta({ id: "Customer" });

export const CustomerPage = pageOf(Customer, "CustomerPage");

export const Token = z
  .object({
    access_token: z.string(),
    token_type: z.literal("bearer"),
    expires_in: z.int().min(1).describe("Seconds."),
    scope: z.string(),
  })
  .meta({ id: "Token" });

export const Login = z
  .object({ username: Username, password: Password })
  .meta({ id: "Login", examples: [{ username: "wile", password: "beep beep beep" }] });

export const PasswordChange = z
  .object({ current: Password, next: Password })
  .meta({ id: "PasswordChange", examples: [{ current: "let me in please", next: "let me in please" }] });
