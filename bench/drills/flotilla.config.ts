// What `--balancer up` runs; the drill gives the ports.
import { defineConfig } from "flotilla/config";

export default defineConfig({ name: "drills", app: "app.ts", replicas: { count: 3 } });
