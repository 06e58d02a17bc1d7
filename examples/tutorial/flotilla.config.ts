import { defineConfig } from "flotilla/config";

export default defineConfig({
  name: "tutorial",
  app: "main.ts",
  replicas: { count: 3, port: 8000 },
  balancer: { port: 8080 },
});
