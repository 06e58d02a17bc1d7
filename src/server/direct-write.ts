import type { Socket } from "node:net";

/**
 * Writes latin-1 text to a connected socket whose stream has nothing queued (`writableLength` is 0). It calls the socket's
 * own `_write`, as its stream would, without the stream's book-keeping, which costs as much as all we do for a small answer
 * (0.3 µs and a tick for each write, docs/decisions/0005-heads-are-scanned-once.md). `done` is called once, mostly before this returns;
 * with an error, whoever owns the socket destroys it. What is written meanwhile, in either way, follows in order.
 */
export function writeDirect(socket: Socket, text: string, done: (error?: Error | null) => void): void {
  socket._write(text, "latin1", done);
}
