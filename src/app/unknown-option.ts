import { suggest } from "../core/suggest.ts";

/** FastAPI's names of what is called otherwise here, beyond the case. */
const fastapi: { readonly [name: string]: string } = {
  dependencies: "use",
  response_model: "response",
  status_code: "status",
  include_in_schema: "hidden",
  openapi_extra: "openapi",
  response_model_include: "include",
  response_model_exclude: "exclude",
  response_model_exclude_unset: "excludeUnset",
  response_model_exclude_defaults: "excludeDefaults",
  response_model_exclude_none: "excludeNone",
  response_model_by_alias: "byAlias",
  generate_unique_id_function: "operationId",
  swagger_ui_parameters: "swaggerUi",
  swagger_ui_init_oauth: "swaggerUiOauth",
  separate_input_output_schemas: "separateInputOutput",
  license_info: "license",
  allow_origins: "origins",
  allow_origin_regex: "originPattern",
  allow_methods: "methods",
  allow_headers: "headers",
  allow_credentials: "credentials",
  allow_private_network: "privateNetwork",
  minimum_size: "minBytes",
  allowed_hosts: "hosts",
  secret_key: "secret",
  follow_symlink: "followSymlinks",
  auto_error: "optional",
  env_file: "file",
  env_prefix: "prefix",
  env_nested_delimiter: "nestedDelimiter",
  env_ignore_empty: "ignoreEmpty",
};

/** An option that nothing knows. The message says what it may have been meant to be, else what there is. */
export function unknownOption(what: string, name: string, known: Iterable<string>): TypeError {
  const names = [...known];
  const own = Object.hasOwn(fastapi, name) ? fastapi[name] : camelCase(name);
  const begin = `${what === "" ? "" : `${what}: `}unknown option "${name}"`;
  if (names.includes(own)) return new TypeError(`${begin}; it is called "${own}" here`);
  const meant = suggest(own, names);
  return new TypeError(`${begin}; ${meant === null ? `known are ${names.join(", ")}` : `did you mean "${meant}"?`}`);
}

/** `openapi_url` and `openapiURL` as `openapiUrl`. */
function camelCase(name: string): string {
  return name
    .replaceAll(/[A-Z]{2,}/g, (letters) => letters[0] + letters.slice(1).toLowerCase())
    .replaceAll(/_+([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
