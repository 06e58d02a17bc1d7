import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

const tasks = new Map([["foo", "Listen to the Bar Fighters"]]);

app.put("/get-or-create-task/{task_id}", function getOrCreateTask({ path: { task_id } }, { reply }) {
  if (!tasks.has(task_id)) {
    tasks.set(task_id, "This didn't exist before");
    reply.status = 201;
  }
  return tasks.get(task_id);
});
