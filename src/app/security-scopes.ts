import { asDependency, type Dependency, DependencyDefinition } from "./dependency.ts";

/** The OAuth2 scopes that the uses above a dependency ask for. */
export interface SecurityScopes {
  readonly scopes: readonly string[];
  /** The same, parted by spaces: what a `WWW-Authenticate` names. */
  readonly text: string;
}

/** Its value depends on where it stands: the plan fills it in. */
export const securityScopesDefinition: DependencyDefinition = new DependencyDefinition(
  "request",
  Object.freeze({}),
  () => undefined,
);

/**
 * A dependency whose value is the scopes that all uses above it ask for by `scoped`.
 *
 *     const currentUser = dependency({ use: { scopes: securityScopes, token } }, ({ scopes, token }) => …);
 */
export const securityScopes: Dependency<SecurityScopes> = asDependency(
  securityScopesDefinition,
) as Dependency<SecurityScopes>;
