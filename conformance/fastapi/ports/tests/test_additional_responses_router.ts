import { App, Router } from "flotilla";
import { z } from "zod";

const ResponseModel = z.object({ message: z.string() }).meta({ id: "ResponseModel" });

const router = new Router();

router.get("/a", { responses: { 501: { description: "Error 1" } } }, function a() {
  return "a";
});

router.get(
  "/b",
  { responses: { 502: { description: "Error 2" }, "4XX": { description: "Error with range, upper" } } },
  function b() {
    return "b";
  },
);

router.get(
  "/c",
  {
    responses: {
      400: { description: "Error with str" },
      "5XX": { description: "Error with range, lower" },
      default: { description: "A default response" },
    },
  },
  function c() {
    return "c";
  },
);

router.get(
  "/d",
  { responses: { 400: { description: "Error with str" }, "5XX": ResponseModel, default: ResponseModel } },
  function d() {
    return "d";
  },
);

export const app = new App({ title: "FastAPI" });
app.include(router);
