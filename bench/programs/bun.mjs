// Run by bun itself.
Bun.serve({
  port: Number(process.env.PORT),
  hostname: "127.0.0.1",
  idleTimeout: 120,
  fetch(request) {
    if (new URL(request.url).pathname !== "/hello") return new Response(null, { status: 404 });
    return Response.json({ message: "Hello, World!" });
  },
});
process.on("SIGUSR2", () => Bun.gc(true));
