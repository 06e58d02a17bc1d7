import { asDependency, type Dependency, DependencyDefinition, type DependencyOptions } from "../dependency.ts";
import type { SchemaNode } from "../schema/node.ts";
import { type OwnSchema, ownSchema } from "../schema/own.ts";

/** What a client sends to get a token by OAuth2's password flow. */
export interface PasswordForm {
  /** Undefined where the client left it out (the strict form asks for it). */
  readonly grantType: string | undefined;
  readonly username: string;
  readonly password: string;
  /** The field `scope`, parted at spaces. */
  readonly scopes: readonly string[];
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
}

/** A text, as our own schema: this folder knows no schema library. The reader has checked all the node says. */
function textField(node: SchemaNode): OwnSchema<string> {
  return ownSchema<string>(node, (value, path, issues) => {
    if (typeof value !== "string") issues.push({ path, message: "Input should be a valid string" });
  });
}

const text: SchemaNode = { type: "string" };
const secret: SchemaNode = { type: "string", format: "password" };
const grant: SchemaNode = { type: "string", pattern: "^password$" };
const orNull = (node: SchemaNode): SchemaNode => ({ anyOf: [node, { type: "null" }] });

const textOrNull = orNull(text);
const scope = textField({ ...text, default: "" }).optional();
const client_id = textField(textOrNull).optional();

interface Received {
  readonly form: {
    readonly grant_type: string | undefined;
    readonly username: string;
    readonly password: string;
    readonly scope: string | undefined;
    readonly client_id: string | undefined;
    readonly client_secret: string | undefined;
  };
}

function make({ form }: Received): PasswordForm {
  return {
    grantType: form.grant_type,
    username: form.username,
    password: form.password,
    scopes: (form.scope ?? "").split(/\s+/).filter((scope) => scope !== ""),
    clientId: form.client_id,
    clientSecret: form.client_secret,
  };
}

function formOf(form: DependencyOptions["form"]): Dependency<PasswordForm> {
  return asDependency(new DependencyDefinition("request", { form }, make)) as Dependency<PasswordForm>;
}

/**
 * The form of OAuth2's password flow (RFC 6749 section 4.3.2) as a dependency of the route that gives tokens: `username` and
 * `password`, maybe `scope`, `grant_type`, `client_id` and `client_secret`. What is missing or wrong is a 422.
 *
 *     app.post("/token", { use: { login: oauth2PasswordForm } }, ({ login }) => tokenFor(login.username, login.password));
 */
export const oauth2PasswordForm: Dependency<PasswordForm> = formOf({
  grant_type: textField(orNull(grant)).optional(),
  username: textField(text),
  password: textField(secret),
  scope,
  client_id,
  client_secret: textField({ ...textOrNull, format: "password" }).optional(),
});

/** The same where `grant_type=password` must be sent, as the RFC has it. */
export const oauth2PasswordFormStrict: Dependency<PasswordForm> = formOf({
  // FastAPI's document marks no secrets in this one.
  grant_type: textField(grant),
  username: textField(text),
  password: textField(text),
  scope,
  client_id,
  client_secret: textField(textOrNull).optional(),
});
