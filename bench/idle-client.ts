// Opens idle connections and keeps them, a process of its own:
//   node --import tsx bench/idle-client.ts PORT PATH COUNT
// Each connection has done one request. Prints "open COUNT" when all stand and ends with its stdin or on SIGTERM.
import { connect, type Socket } from "node:net";
import { ResponseReader } from "./client/response-reader.ts";

const [port, path, count] = process.argv.slice(2);
const total = Number(count);
const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
const sockets: Socket[] = [];

/** Source addresses 127.0.0.1 to .20: one address has 28,000 ports, fewer if others are in TIME_WAIT. */
function open(index: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: Number(port), host: "127.0.0.1", localAddress: `127.0.0.${1 + (index % 20)}` });
    let answered = false;
    const reader = new ResponseReader({
      onHead: (status) => {
        if (status !== 200) reject(new Error(`status ${status}`));
      },
      onBody: () => {},
      onEnd: () => {
        answered = true;
        resolve();
      },
    });
    socket.once("connect", () => socket.write(request));
    socket.on("data", (data) => reader.push(data));
    socket.on("error", reject);
    socket.once("close", () => {
      if (answered) {
        console.error("the server closed an idle connection");
        process.exit(1);
      }
      reject(new Error("closed before the answer"));
    });
    sockets.push(socket);
  });
}

let next = 0;
async function worker(): Promise<void> {
  while (next < total) await open(next++);
}
try {
  await Promise.all(Array.from({ length: 100 }, worker));
} catch (error) {
  console.error(`connection ${sockets.length}: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
console.log(`open ${sockets.length}`);
