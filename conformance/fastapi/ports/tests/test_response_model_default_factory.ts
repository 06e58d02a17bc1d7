import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const ResponseModel = z
  .object({ code: z.int().default(200), message: z.string().default(() => "Successful operation.") })
  .meta({ id: "ResponseModel" });

app.get("/response_model_has_default_factory_return_dict", { response: ResponseModel }, function returnDict() {
  return { code: 200 };
});

app.get("/response_model_has_default_factory_return_model", { response: ResponseModel }, function returnModel() {
  return {};
});
