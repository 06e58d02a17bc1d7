// Bare node:http: the least a Node server can do with it.
import { createServer } from "node:http";

createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
  if (request.url !== "/hello") return response.writeHead(404).end();
  const body = JSON.stringify({ message: "Hello, World!" });
  response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
  response.end(body);
}).listen(Number(process.env.PORT), "127.0.0.1", 2048);
