import type { Definition } from "../definition.ts";
import type { Resolve } from "../plan/dependency-tree.ts";
import type { InputSet } from "../plan/input-set.ts";
import type { Plan } from "../plan/plan.ts";
import { jsonOf } from "../schema/metadata.ts";
import type { DocumentOptions } from "../settings.ts";
import { Components } from "./components.ts";
import {
  allDocumented,
  callbacksOf,
  type DocumentedApp,
  type DocumentedRoute,
  documentedRoutes,
  documentedWebhooks,
} from "./documented.ts";
import { type JsonObject, mergeDeep, type OpenAPIDocument, setOwn, within } from "./json.ts";
import { OperationIds, summaryOf } from "./operation-ids.ts";
import { hasParameters, parametersOf } from "./parameters.ts";
import { requestBodyOf } from "./request-body.ts";
import { addValidationError, addValidationModels, responsesOf } from "./responses.ts";
import { dependencyUses, securityOf } from "./security.ts";

/** What a document is written from. */
export interface DocumentSource {
  readonly app: DocumentedApp & {
    readonly title: string;
    readonly version: string;
    readonly settings: { readonly document: Readonly<DocumentOptions>; readonly rootPathInServers: boolean };
  };
  readonly resolve: Resolve;
  plan(route: Definition): Plan;
}

/**
 * Writes the OpenAPI 3.1 document of an app, in the form of FastAPI's. Made for one document.
 * @throws what `plan` throws for a route that is wrong.
 */
export class DocumentWriter {
  readonly #source: DocumentSource;
  readonly #options: Readonly<DocumentOptions>;
  readonly #components = new Components();
  readonly #schemes: JsonObject = {};
  readonly #ids: OperationIds;
  #validationError: (() => JsonObject) | undefined;

  constructor(source: DocumentSource) {
    this.#source = source;
    this.#options = source.app.settings.document;
    this.#ids = new OperationIds(allDocumented(source.app), this.#options.operationId);
  }

  write(rootPath: string): OpenAPIDocument {
    const { app } = this.#source;
    const { openapiTags, externalDocs } = this.#options;
    const inServers = this.#source.app.settings.rootPathInServers;
    const servers = serversOf(this.#options.servers, inServers ? rootPath : "");
    const document: OpenAPIDocument = {
      openapi: "3.1.0",
      info: this.#info(),
      ...(servers.length > 0 ? { servers } : {}),
      paths: {},
    };
    this.#addAll(document.paths, documentedRoutes(app.definitions));
    const webhooks: JsonObject = {};
    this.#addAll(webhooks, documentedWebhooks(app.webhooks));
    if (Object.keys(webhooks).length > 0) document.webhooks = webhooks as OpenAPIDocument["webhooks"];
    const schemas = this.#components.finish();
    const components: JsonObject = {};
    if (Object.keys(schemas).length > 0) components.schemas = schemas;
    if (Object.keys(this.#schemes).length > 0) components.securitySchemes = this.#schemes;
    if (Object.keys(components).length > 0) document.components = components;
    if (openapiTags !== undefined) document.tags = openapiTags.map((tag) => ({ ...tag }));
    if (externalDocs !== undefined) document.externalDocs = externalDocs;
    return document;
  }

  #info(): OpenAPIDocument["info"] {
    const { app } = this.#source;
    const info: JsonObject = { title: app.title };
    for (const key of ["summary", "description", "termsOfService", "contact", "license"] as const) {
      if (this.#options[key] !== undefined) info[key] = this.#options[key];
    }
    info.version = app.version;
    return info as OpenAPIDocument["info"];
  }

  #addAll(target: JsonObject, routes: readonly DocumentedRoute[]): void {
    for (const { route, key } of routes)
      setOwn(within(target, key), route.method.toLowerCase(), this.#operation(route));
  }

  #operation(route: Definition): JsonObject {
    const plan = this.#source.plan(route);
    const id = this.#ids.of(route);
    const { description, openapi } = route.options;
    const operation: JsonObject = {};
    if (route.tags.length > 0) operation.tags = [...route.tags];
    operation.summary = summaryOf(route);
    if (description !== undefined) operation.description = description;
    operation.operationId = id;
    if (route.deprecated) operation.deprecated = true;
    const uses = dependencyUses(route, this.#source.resolve);
    const security = securityOf(uses, this.#schemes);
    if (security.length > 0) operation.security = security;
    // What a scheme reads of the request, the scheme object says.
    const sets = [
      plan.inputs,
      ...uses.filter(({ definition }) => definition.options.security === undefined).flatMap(inputsIn(plan)),
    ];
    const parameters = parametersOf(route, sets, this.#components);
    if (parameters.length > 0) operation.parameters = parameters;
    const body = requestBodyOf(id, sets, this.#components);
    if (body !== undefined) operation.requestBody = body;
    const callbacks = this.#callbacks(route);
    if (callbacks !== undefined) operation.callbacks = callbacks;
    const responses = responsesOf(plan, id, this.#components, this.#options.separateInputOutput ?? true);
    operation.responses = responses;
    if (body !== undefined || hasParameters(route, sets)) {
      addValidationError(responses, () => {
        this.#validationError ??= addValidationModels(this.#components);
        return this.#validationError();
      });
    }
    if (openapi !== undefined) mergeDeep(operation, jsonOf(openapi) as JsonObject);
    return operation;
  }

  #callbacks(route: Definition): JsonObject | undefined {
    const callbacks = callbacksOf(route);
    if (callbacks.length === 0) return undefined;
    const made: JsonObject = {};
    for (const { name, routes } of callbacks) this.#addAll(within(made, name), routes);
    return made;
  }
}

function inputsIn(plan: Plan): (use: { readonly definition: unknown }) => InputSet[] {
  return ({ definition }) => {
    const step = plan.tree.steps.find((candidate) => candidate.definition === definition);
    return step === undefined ? [] : [step.inputs];
  };
}

/** The servers given, with the path that the app stands below (or a proxy cut off) first. */
function serversOf(
  given: DocumentOptions["servers"] = [],
  rootPath: string,
): { url: string; [key: string]: unknown }[] {
  const servers = given.map((server) => ({ ...server }));
  const isMissing = rootPath !== "" && !servers.some(({ url }) => url === rootPath);
  return isMissing ? [{ url: rootPath }, ...servers] : servers;
}
