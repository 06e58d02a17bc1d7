// Entry of the data plane's process: everything it does is asked for by its master over IPC.
import { DataPlane } from "./data-plane.ts";

new DataPlane(process).run();
