import { App, dependency, HTTPError, type MountedStaticOptions, Router } from "flotilla";
import { z } from "zod";

const { DIST = "dist", SITE = "site", ADMIN = "admin" } = process.env;

function front(prefix: string, directory: string, options?: MountedStaticOptions): App {
  const app = new App({ title: "FastAPI" });
  app.frontend(prefix, directory, options);
  return app;
}

const index = { fallback: "index.html" } as const;

const requireCookie = dependency({ cookies: { session: z.string().nullish() } }, ({ cookies }) => {
  if (cookies.session !== "ok") throw new HTTPError(401);
});

function routed(prefix: string, directory: string, options?: MountedStaticOptions): Router {
  const router = new Router();
  router.frontend(prefix, directory, options);
  return router;
}

function included(prefix: string, directory: string, options?: MountedStaticOptions): App {
  const app = new App({ title: "FastAPI" });
  app.include(routed("/", directory, options), { prefix });
  return app;
}

const withSubpath = new App({ title: "FastAPI" });
const internal = new Router({ prefix: "/internal" });
internal.frontend("/ui", DIST);
withSubpath.include(internal, { prefix: "/prefix" });

const withApi = front("/", DIST);
withApi.get("/api", function readApi() {
  return { source: "api" };
});

const withUsers = front("/", DIST);
withUsers.get("/api/users", function readUsers() {
  return { source: "api" };
});

const withMissingUser = front("/", DIST, index);
withMissingUser.get("/api/users", function readUsers() {
  throw new HTTPError(404, "api missing");
});

const withRouterCookie = new App({ title: "FastAPI" });
const guarded = new Router({ use: [requireCookie] });
guarded.frontend("/", DIST, index);
withRouterCookie.include(guarded, { prefix: "/app" });

const withRoute = included("/app", DIST);
withRoute.get("/api", { name: "read_api" }, () => ({ ok: true }));

const withToken = new App({ title: "FastAPI", use: [dependency({ query: { token: z.string() } }, () => null)] });
withToken.frontend("/", DIST);

const twoFronts = front("/", SITE, index);
twoFronts.frontend("/admin", ADMIN, index);

const siteAndAdmin = front("/", SITE);
siteAndAdmin.frontend("/admin", ADMIN, index);

const besideApi = new App({ title: "FastAPI" });
const users = new Router();
users.get("/api/users", function readUsers() {
  return { source: "api" };
});
besideApi.include(routed("/", SITE, index));
besideApi.include(users);

const nested = new App({ title: "FastAPI" });
const parent = new Router();
parent.include(routed("/", ADMIN, index), { prefix: "/child" });
nested.include(parent, { prefix: "/parent" });

const withSlash = front("/", SITE);
withSlash.get("/api/", function readApi() {
  return { source: "api" };
});

const withSocket = front("/", DIST);
withSocket.websocket("/ws", async function websocketEndpoint(_, socket) {
  await socket.send("websocket");
  await socket.close();
});

const documented = front("/", DIST, index);
documented.get("/api", function readApi() {
  return { ok: true };
});

const plain = front("/", DIST);
export const app = plain;

export const apps = {
  test_basic_file_serving: plain,
  test_auto_fallback_prefers_404_over_index: plain,
  test_auto_fallback_uses_index_when_404_is_missing: plain,
  test_auto_fallback_returns_normal_404_without_fallback_files: plain,
  test_directory_index_and_redirect: plain,
  test_head_requests_work: plain,
  test_unsupported_methods_return_405: plain,
  test_unsupported_methods_to_frontend_root_and_directory_index_return_405: plain,
  test_unsupported_method_to_directory_without_index_returns_404: plain,
  test_path_traversal_cannot_escape_directory: plain,
  test_symlink_outside_directory_is_not_served: plain,
  test_frontend_exact_prefix_path_serves_index: front("/", DIST),
  test_apirouter_frontend_with_router_prefix_and_frontend_subpath: withSubpath,
  test_index_fallback_ignores_invalid_q_value: front("/", DIST, index),
  test_normal_route_partial_match_wins_before_frontend: withApi,
  test_apirouter_frontend_dependencies_protect_prefixed_frontend: withRouterCookie,
  test_included_frontend_does_not_block_url_path_for: withRoute,
  test_frontend_dependency_validation_errors_return_422: withToken,
  test_existing_api_route_wins_over_frontend: withUsers,
  test_api_route_404_is_not_replaced_by_frontend_fallback: withMissingUser,
  test_index_fallback_for_navigation_request: front("/", DIST, index),
  test_index_fallback_parses_accept_parameters: front("/", DIST, index),
  test_index_fallback_ignores_q_zero_accept: front("/", DIST, index),
  test_index_fallback_respects_explicit_html_rejection_with_wildcard: front("/", DIST, index),
  test_index_fallback_respects_explicit_xhtml_rejection_with_wildcard: front("/", DIST, index),
  test_index_fallback_requires_explicit_html_acceptance: front("/", DIST, index),
  test_404_fallback_handles_missing_assets: front("/", DIST, { fallback: "404.html" }),
  test_no_fallback_returns_normal_404: front("/", DIST, { fallback: null }),
  test_path_validation_and_trailing_slash_normalization: front("/app", DIST),
  test_frontend_path_matching_uses_segment_boundaries: front("/app", DIST, index),
  test_multiple_frontends_use_longest_matching_prefix: twoFronts,
  test_apirouter_frontend_uses_include_prefix: included("/admin", ADMIN, index),
  test_global_priority_across_included_routers: besideApi,
  test_nested_apirouter_frontend_uses_all_include_prefixes: nested,
  test_normal_route_slash_redirect_wins_before_frontend_redirect: withSlash,
  test_frontend_respects_root_path: front("/app", DIST),
  test_websocket_route_wins_over_frontend: withSocket,
  test_head_fallback_request_works: front("/", DIST, index),
  test_unsupported_methods_to_fallback_only_routes_return_404: front("/", DIST, index),
  test_unsupported_methods_to_fallback_only_routes_ignore_accept: front("/", DIST, index),
  test_apirouter_frontend_unsupported_method_to_fallback_only_route_returns_404: included("/admin", DIST, index),
  test_unsupported_methods_to_fallback_only_routes_return_404_for_fallback_modes: plain,
  test_unsupported_method_uses_longest_matching_frontend_prefix: siteAndAdmin,
  test_frontend_routes_are_not_in_openapi: documented,
};
