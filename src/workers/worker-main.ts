// Entry of a worker process: everything it does is asked for by its master over IPC.
import { Worker } from "./worker.ts";

new Worker(process).run();
