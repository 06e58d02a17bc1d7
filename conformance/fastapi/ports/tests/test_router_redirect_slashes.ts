import { App, Router } from "flotilla";

function appWith(redirectSlashes: boolean): App {
  const app = new App({ title: "FastAPI", redirectSlashes });
  const router = new Router();
  router.get("/hello/", () => "Hello, World!");
  app.include(router);
  return app;
}

export const apps = {
  test_redirect_slashes_enabled: appWith(true),
  test_redirect_slashes_disabled: appWith(false),
};
