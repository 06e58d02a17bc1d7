import { nodePlatform } from "./platform/node-platform.ts";
import { Server } from "./server.ts";
import { type ServeTarget, toHandler } from "./target.ts";
import type { RunningServer, ServeOptions } from "./types.ts";

/**
 * Serves `target` in this process: starts it (lifespan, resources), then binds and accepts.
 *
 *     const server = await serve(app, { port: 8000 });
 *     await server.close({ graceMs: 10_000 });
 *
 * @throws what the app's start-up work throws; Error with `code` EADDRINUSE, EACCES, … if the address cannot be bound.
 */
export async function serve(target: ServeTarget, options: ServeOptions = {}): Promise<RunningServer> {
  const handler = toHandler(target);
  const server = new Server(handler, options);
  await handler.start?.(nodePlatform);
  try {
    await server.listen();
  } catch (error) {
    await handler.stop?.();
    throw error;
  }
  if (handler.stop !== undefined) {
    const close = server.close.bind(server);
    let stopped: ReturnType<typeof close> | null = null;
    server.close = (how) => {
      stopped ??= close(how).then(async (report) => {
        await handler.stop?.();
        return report;
      });
      return stopped;
    };
  }
  return server;
}
