import type { Logger } from "../core/logger.ts";
import { checkNumber } from "./check-options.ts";
import type { Uses } from "./dependency.ts";
import { defaultFormLimits } from "./inputs/form-limits.ts";
import { layerKeys } from "./layer.ts";
import type { LifespanFunction } from "./lifespan.ts";
import type { FormLimits } from "./platform/platform.ts";
import type { Callbacks, Responses, Route } from "./types.ts";
import { unknownOption } from "./unknown-option.ts";

/** What the document says of the API as a whole (OpenAPI's info object and what stands beside it). */
export interface DocumentOptions {
  /** Name of the API. Default `"Flotilla"`. */
  title?: string;
  /** Version of the API. Default `"0.1.0"`. */
  version?: string;
  summary?: string;
  /** Markdown. */
  description?: string;
  termsOfService?: string;
  contact?: { name?: string; url?: string; email?: string };
  license?: { name: string; identifier?: string; url?: string };
  servers?: readonly { url: string; description?: string; [key: string]: unknown }[];
  /** What tags mean, in the order in which the docs show them. */
  openapiTags?: readonly { name: string; description?: string; [key: string]: unknown }[];
  externalDocs?: { url: string; description?: string };
  /** Where the document is served; null for nowhere (then there are no docs pages either). Default `"/openapi.json"`. */
  openapiUrl?: string | null;
  /** Where Swagger UI is served; null for nowhere. Default `"/docs"`. */
  docsUrl?: string | null;
  /** Where ReDoc is served; null for nowhere. Default `"/redoc"`. */
  redocUrl?: string | null;
  /** Where Swagger UI's OAuth2 flow comes back to; null for nowhere. Default `"/docs/oauth2-redirect"`. */
  oauth2RedirectUrl?: string | null;
  /** Parameters of Swagger UI, over ours. */
  swaggerUi?: { readonly [name: string]: unknown };
  /** What Swagger UI's `initOAuth` gets. */
  swaggerUiOauth?: { readonly [name: string]: unknown };
  /** Makes the operationId of each route. Default: `operationId`, `name`, the handler's name, else method and path. */
  operationId?: (route: Route) => string;
  /** `-Input` and `-Output` models where the two differ. Default true; false: the input's only. */
  separateInputOutput?: boolean;
  /** Changes the document before it is served: returns the one to serve. */
  openapi?: (document: { [key: string]: unknown }) => { [key: string]: unknown };
}

/** Options of `new App()`: what the document says, what every route gets, and how the app runs. */
export interface AppOptions<U = Uses> extends DocumentOptions {
  /** Dependencies of every route. */
  use?: U;
  /** Tags of every route. */
  tags?: readonly string[];
  /** Answers of every route. */
  responses?: Responses;
  deprecated?: boolean;
  /** Leaves every route out of the document. Default false. */
  hidden?: boolean;
  /** Callbacks of every route, for the document. */
  callbacks?: Callbacks;
  /** What a proxy cuts off the path before the app gets it, e.g. `"/api/v1"`: goes before `context.url` and the document's servers. Default none. */
  rootPath?: string;
  /** Put `rootPath` into the document's servers. Default true. */
  rootPathInServers?: boolean;
  /** Redirect `/items/` to `/items` and back (307) where only the other exists. Default true. */
  redirectSlashes?: boolean;
  /** Where errors go. Default the console. */
  logger?: Logger;
  /** Runs around the app's life; what it yields is `context.state`. */
  lifespan?: LifespanFunction;
  /** Read a JSON body only if the content type says JSON: a form of another site cannot send that. Default true. */
  strictContentType?: boolean;
  /**
   * Most bytes of a JSON, text or raw body, all of which is held in memory; over: 413. A route's own `maxBodyBytes` and the middleware
   * `bodyLimit` go before it; forms and `context.request` have the server's limit. Default 16 MiB.
   */
  maxBodyBytes?: number;
  /** Limits of forms. Default 1000 files, 1000 fields, 1 MiB a field; files past 1 MiB go to disk. */
  formLimits?: Partial<FormLimits>;
}

const documentKeys = [
  "title",
  "version",
  "summary",
  "description",
  "termsOfService",
  "contact",
  "license",
  "servers",
  "openapiTags",
  "externalDocs",
  "openapiUrl",
  "docsUrl",
  "redocUrl",
  "oauth2RedirectUrl",
  "swaggerUi",
  "swaggerUiOauth",
  "operationId",
  "separateInputOutput",
  "openapi",
] as const;

const knownOptions = new Set<string>([
  ...documentKeys,
  ...layerKeys.filter((key) => key !== "path"),
  "rootPath",
  "rootPathInServers",
  "redirectSlashes",
  "logger",
  "lifespan",
  "maxBodyBytes",
  "formLimits",
]);

/** The options of an app, complete. */
export interface Settings {
  readonly document: Readonly<DocumentOptions>;
  /** Without a slash at its end. */
  readonly rootPath: string;
  readonly rootPathInServers: boolean;
  readonly redirectSlashes: boolean;
  readonly lifespan: LifespanFunction | undefined;
  readonly maxBodyBytes: number;
  readonly formLimits: FormLimits;
}

/**
 * Parsing costs more than receiving: a million fields in 15 MB of JSON take 0.9 s and 300 MB (Node 20). Nobody sends that by chance.
 */
const defaultMaxBodyBytes = 16 * 1024 * 1024;

/** @throws TypeError for an unknown option or a path that does not start with a slash. */
export function settingsOf(options: AppOptions): Settings {
  for (const name of Object.keys(options)) {
    if (!knownOptions.has(name)) throw unknownOption("App", name, knownOptions);
  }
  for (const name of ["openapiUrl", "docsUrl", "redocUrl", "oauth2RedirectUrl", "rootPath"] as const) {
    const url = options[name];
    if (url !== undefined && url !== null && url !== "" && !url.startsWith("/")) {
      throw new TypeError(`App: ${name} ${JSON.stringify(url)} does not start with "/"`);
    }
  }
  checkNumber("App: maxBodyBytes", options.maxBodyBytes, 0);
  const document: { [name: string]: unknown } = {};
  for (const key of documentKeys) if (options[key] !== undefined) document[key] = options[key];
  return {
    document,
    rootPath: (options.rootPath ?? "").replace(/\/+$/, ""),
    rootPathInServers: options.rootPathInServers ?? true,
    redirectSlashes: options.redirectSlashes ?? true,
    lifespan: options.lifespan,
    maxBodyBytes: options.maxBodyBytes ?? defaultMaxBodyBytes,
    formLimits: { ...defaultFormLimits, ...options.formLimits },
  };
}
