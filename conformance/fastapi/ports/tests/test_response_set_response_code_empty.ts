import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.delete("/{id}", { status: 204, path: { id: z.int() } }, function deleteDeployment({ path }, { reply }) {
  reply.status = 400;
  return { msg: "Status overwritten", id: path.id };
});
