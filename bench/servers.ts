import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtFile, type Launch, nodeCommand, type Peer, packageFolder, peersFolder, program } from "./peer.ts";
import { versionNumber, versionOf } from "./processes.ts";

const install = "npm run bench -- --install";

function packageVersion(folder: string): string | null {
  const file = join(folder, "package.json");
  if (!existsSync(file)) return null;
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

function peerPackage(name: string): string | null {
  return packageVersion(join(peersFolder, "node_modules", name));
}

/** Python that has FastAPI: `BENCH_PYTHON`, the one `--install` made, or the system's. */
export function python(): string {
  const own = join(peersFolder, "venv/bin/python");
  return process.env.BENCH_PYTHON ?? (existsSync(own) ? own : "python3");
}

/** bun's npm package needs its install script; the binary it would link lies in a package of its own. */
function bunBinary(): string | null {
  const folder = join(peersFolder, "node_modules/@oven");
  if (!existsSync(folder)) return null;
  for (const name of readdirSync(folder)) {
    const file = join(folder, name, "bin/bun");
    if (existsSync(file) && versionOf([file, "--version"]) !== null) return file;
  }
  return null;
}

/** uvicorn at its fastest, with one of our Python programs. */
export function uvicorn(app: string, port: number): Launch {
  return {
    command: [
      ...[python(), "-m", "uvicorn", app, "--app-dir", program(""), "--port", String(port)],
      ...["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"],
      ...["--timeout-keep-alive", "75", "--backlog", "2048"],
    ],
    env: { PYTHONDONTWRITEBYTECODE: "1" },
  };
}

export function copied(name: string): string {
  const target = join(peersFolder, name);
  copyFileSync(program(name), target);
  return target;
}

/** nginx as a server: one worker, no access log, connections never closed for their age. */
const nginxServer = (port: number, folder: string): string => `
daemon off; worker_processes 1; worker_rlimit_nofile 20000; pid ${folder}/nginx.pid; error_log stderr error;
events { worker_connections 16384; }
http {
  access_log off; keepalive_requests 1000000000; keepalive_timeout 300s; server_tokens off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port} backlog=2048;
    location = /hello { default_type application/json; return 200 '{"message":"Hello, World!"}'; }
  }
}
`;

export const servers: readonly Peer[] = [
  {
    name: "flotilla",
    label: "Flotilla (App)",
    category: "servers",
    version: () => (builtFile("server/index.js") === null ? null : packageVersion(packageFolder)),
    hint: "npm run build",
    launch: ({ port, node }) => ({ command: nodeCommand(node, program("ours.mjs")), env: { PORT: String(port) } }),
    collects: true,
  },
  {
    name: "node-http",
    label: "bare node:http",
    category: "servers",
    version: (node) => versionNumber([node, "--version"]),
    hint: "install Node",
    launch: ({ port, node }) => ({ command: nodeCommand(node, program("node-http.mjs")), env: { PORT: String(port) } }),
    collects: true,
  },
  {
    name: "fastify",
    label: "Fastify",
    category: "servers",
    version: () => peerPackage("fastify"),
    hint: install,
    launch: ({ port, node }) => ({ command: nodeCommand(node, copied("fastify.mjs")), env: { PORT: String(port) } }),
    collects: true,
  },
  {
    name: "hono",
    label: "Hono (node-server)",
    category: "servers",
    version: () => {
      const version = peerPackage("hono");
      return version === null ? null : `${version} on @hono/node-server ${peerPackage("@hono/node-server")}`;
    },
    hint: install,
    launch: ({ port, node }) => ({ command: nodeCommand(node, copied("hono.mjs")), env: { PORT: String(port) } }),
    collects: true,
  },
  {
    name: "bun",
    label: "Bun.serve",
    category: "servers",
    version: () => {
      const binary = bunBinary();
      return binary === null ? null : versionOf([binary, "--version"]);
    },
    hint: install,
    launch: ({ port }) => ({ command: [bunBinary() ?? "bun", program("bun.mjs")], env: { PORT: String(port) } }),
    collects: true,
  },
  {
    name: "nginx",
    label: "nginx return 200",
    category: "servers",
    version: () => versionNumber(["nginx", "-v"]),
    hint: "apt-get install nginx",
    launch: ({ port, folder }) => {
      writeFileSync(join(folder, "nginx.conf"), nginxServer(port, folder));
      return { command: ["nginx", "-p", folder, "-c", join(folder, "nginx.conf")] };
    },
    collects: false,
  },
  {
    name: "fastapi",
    label: "FastAPI on uvicorn",
    category: "servers",
    version: () => {
      const names = ["fastapi", "uvicorn", "uvloop", "httptools"];
      const print = `import ${names.join(",")}; print("found", ${names.map((name) => `${name}.__version__`).join(",")})`;
      const found = versionOf([python(), "-c", print])?.split(" ") ?? [];
      if (found[0] !== "found") return null;
      return `${found[1]}, uvicorn ${found[2]} (uvloop ${found[3]}, httptools ${found[4]})`;
    },
    hint: `${install}, or name a Python that has fastapi and uvicorn[standard] in BENCH_PYTHON`,
    launch: ({ port }) => uvicorn("fastapi_hello:app", port),
    collects: false,
  },
];
