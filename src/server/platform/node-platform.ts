import type { Platform } from "../../app/platform/platform.ts";
import { nodeAssets } from "./assets.ts";
import { nodeCompression } from "./compression.ts";
import { nodeFiles } from "./files.ts";
import { nodeMultipart } from "./multipart.ts";
import { nodeOffload } from "./offload.ts";
import { webSockets } from "./websockets.ts";

/** What Node adds to the web platform for an app. Handed to `App.start` by whoever serves it. */
export const nodePlatform: Platform = {
  name: "node",
  files: nodeFiles,
  multipart: nodeMultipart,
  compression: nodeCompression,
  offload: nodeOffload,
  sockets: webSockets,
  assets: nodeAssets,
};
