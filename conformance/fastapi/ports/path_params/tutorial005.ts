import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const ModelName = z.enum(["alexnet", "resnet", "lenet"]).meta({ id: "ModelName" });

app.get("/models/{model_name}", { path: { model_name: ModelName } }, function getModel({ path: { model_name } }) {
  if (model_name === "alexnet") return { model_name, message: "Deep Learning FTW!" };
  if (model_name === "lenet") return { model_name, message: "LeCNN all the images" };
  return { model_name, message: "Have some residuals" };
});
