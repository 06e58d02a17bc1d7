// Run by bun itself.
import { app } from "./app.ts";

declare const Bun: {
  serve(options: { port: number; hostname: string; fetch: (request: Request) => Promise<Response> }): {
    readonly port: number;
  };
};

console.log(Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: app.fetch }).port);
