import { App, html, type Socket } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const page = `
<!DOCTYPE html>
<html>
    <head>
        <title>Chat</title>
    </head>
    <body>
        <h1>WebSocket Chat</h1>
        <h2>Your ID: <span id="ws-id"></span></h2>
        <form action="" onsubmit="sendMessage(event)">
            <input type="text" id="messageText" autocomplete="off"/>
            <button>Send</button>
        </form>
        <ul id='messages'>
        </ul>
        <script>
            var client_id = Date.now()
            document.querySelector("#ws-id").textContent = client_id;
            var ws = new WebSocket(\`ws://localhost:8000/ws/\${client_id}\`);
            ws.onmessage = function(event) {
                var messages = document.getElementById('messages')
                var message = document.createElement('li')
                var content = document.createTextNode(event.data)
                message.appendChild(content)
                messages.appendChild(message)
            };
            function sendMessage(event) {
                var input = document.getElementById("messageText")
                ws.send(input.value)
                input.value = ''
                event.preventDefault()
            }
        </script>
    </body>
</html>
`;

app.get("/", function get() {
  return html(page);
});

class ConnectionManager {
  readonly #active = new Set<Socket>();

  async connect(socket: Socket): Promise<void> {
    await socket.accept();
    this.#active.add(socket);
  }

  disconnect(socket: Socket): void {
    this.#active.delete(socket);
  }

  async broadcast(message: string): Promise<void> {
    for (const socket of this.#active) await socket.send(message);
  }
}

const manager = new ConnectionManager();

app.websocket("/ws/{client_id}", { path: { client_id: z.int() } }, async function chat({ path }, socket) {
  await manager.connect(socket);
  for await (const data of socket) {
    await socket.send(`You wrote: ${data}`);
    await manager.broadcast(`Client #${path.client_id} says: ${data}`);
  }
  manager.disconnect(socket);
  await manager.broadcast(`Client #${path.client_id} left the chat`);
});
