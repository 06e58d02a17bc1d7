import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtFile, type Peer } from "./peer.ts";
import { succeeds, versionNumber } from "./processes.ts";
import { servers } from "./servers.ts";

/** nginx as a proxy: keep-alive to the backend, no access log, connections never closed for their age. */
const nginxProxy = (port: number, backend: number, folder: string): string => `
daemon off; worker_processes 1; worker_rlimit_nofile 20000; pid ${folder}/nginx.pid; error_log stderr error;
events { worker_connections 16384; }
http {
  access_log off; keepalive_requests 1000000000; keepalive_timeout 300s; server_tokens off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  upstream backend { server 127.0.0.1:${backend}; keepalive 64; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port} backlog=2048;
    location / { proxy_pass http://backend; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}
`;

/** The same in our balancer's dialect: what it does by itself (keep-alive, HTTP/1.1) is left out. */
const ourProxy = (port: number, backend: number): string => `
http {
  access_log off; keepalive_requests 1000000000; keepalive_timeout 300s;
  upstream backend { server 127.0.0.1:${backend}; keepalive 64; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://backend; }
  }
}
`;

const haproxy = (port: number, backend: number): string => `
global
  nbthread 1
  maxconn 4000
defaults
  mode http
  option http-keep-alive
  http-reuse always
  timeout connect 5s
  timeout client 300s
  timeout server 300s
frontend front
  bind 127.0.0.1:${port} backlog 2048
  default_backend back
backend back
  server one 127.0.0.1:${backend} pool-max-conn 128
`;

export const proxies: readonly Peer[] = [
  {
    name: "flotilla",
    label: "flotilla balance",
    category: "proxies",
    version: (node) => {
      const cli = builtFile("cli/main.js");
      return cli !== null && succeeds([node, cli, "balance", "--help"]) ? servers[0].version(node) : null;
    },
    hint: "npm run build",
    launch: ({ port, backend, folder, node }) => {
      writeFileSync(join(folder, "nginx.conf"), ourProxy(port, backend));
      const cli = builtFile("cli/main.js") ?? "dist/cli/main.js";
      return { command: [node, cli, "balance", join(folder, "nginx.conf")] };
    },
    collects: false,
  },
  {
    name: "nginx",
    label: "nginx",
    category: "proxies",
    version: () => versionNumber(["nginx", "-v"]),
    hint: "apt-get install nginx",
    launch: ({ port, backend, folder }) => {
      writeFileSync(join(folder, "nginx.conf"), nginxProxy(port, backend, folder));
      return { command: ["nginx", "-p", folder, "-c", join(folder, "nginx.conf")] };
    },
    collects: false,
  },
  {
    name: "haproxy",
    label: "HAProxy",
    category: "proxies",
    version: () => versionNumber(["haproxy", "-v"]),
    hint: "apt-get install haproxy",
    launch: ({ port, backend, folder }) => {
      writeFileSync(join(folder, "haproxy.cfg"), haproxy(port, backend));
      return { command: ["haproxy", "-db", "-f", join(folder, "haproxy.cfg")] };
    },
    collects: false,
  },
];
