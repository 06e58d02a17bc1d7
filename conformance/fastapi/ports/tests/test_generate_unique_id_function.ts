import { App, type Route, Router } from "flotilla";
import { z } from "zod";

const Item = z.object({ name: z.string(), price: z.number() }).meta({ id: "Item" });
const Message = z.object({ title: z.string(), description: z.string() }).meta({ id: "Message" });

const options = {
  body: { item1: Item, item2: Item },
  response: z.array(Item),
  responses: { 404: z.array(Message) },
};

const items = (): z.output<typeof Item>[] => [];

/** One function names the operations of the whole app: by what is below which path. */
const operationId = (route: Route) => `${route.template === "/" ? "foo" : "bar"}_${route.options.name}`;

function appWith(paths: { readonly [name: string]: string }): App {
  const app = new App({ title: "FastAPI", operationId });
  app.post("/", { ...options, name: "post_root", summary: "Post Root" }, items);
  for (const [path, summary] of Object.entries(paths)) {
    const router = new Router();
    router.post(path, { ...options, name: summary.toLowerCase().replace(" ", "_"), summary }, items);
    app.include(router);
  }
  return app;
}

function appWithCallback(): App {
  const app = new App({ title: "FastAPI", operationId });
  const callback = new Router();
  callback.post("/post-callback", { ...options, name: "post_callback", summary: "Post Callback" }, items);
  const callbacks = { post_callback: callback };
  app.post("/", { ...options, callbacks, name: "post_root", summary: "Post Root" }, items);
  app.post("/tocallback", { ...options, name: "post_with_callback", summary: "Post With Callback" }, items);
  return app;
}

const oneRouter = { "/router": "Post Router" };

export const apps = {
  test_top_level_generate_unique_id: appWith(oneRouter),
  test_router_overrides_generate_unique_id: appWith(oneRouter),
  test_router_include_overrides_generate_unique_id: appWith(oneRouter),
  test_subrouter_top_level_include_overrides_generate_unique_id: appWith({
    ...oneRouter,
    "/subrouter": "Post Subrouter",
  }),
  test_router_path_operation_overrides_generate_unique_id: appWith(oneRouter),
  test_app_path_operation_overrides_generate_unique_id: appWith(oneRouter),
  test_callback_override_generate_unique_id: appWithCallback(),
};
