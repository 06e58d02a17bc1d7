import { App, dependency, HTTPError, html } from "flotilla";
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
        <form action="" onsubmit="sendMessage(event)">
            <label>Item ID: <input type="text" id="itemId" autocomplete="off" value="foo"/></label>
            <label>Token: <input type="text" id="token" autocomplete="off" value="some-key-token"/></label>
            <button onclick="connect(event)">Connect</button>
            <hr>
            <label>Message: <input type="text" id="messageText" autocomplete="off"/></label>
            <button>Send</button>
        </form>
        <ul id='messages'>
        </ul>
        <script>
        var ws = null;
            function connect(event) {
                var itemId = document.getElementById("itemId")
                var token = document.getElementById("token")
                ws = new WebSocket("ws://localhost:8000/items/" + itemId.value + "/ws?token=" + token.value);
                ws.onmessage = function(event) {
                    var messages = document.getElementById('messages')
                    var message = document.createElement('li')
                    var content = document.createTextNode(event.data)
                    message.appendChild(content)
                    messages.appendChild(message)
                };
                event.preventDefault()
            }
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

const cookieOrToken = dependency(
  { cookies: { session: z.string().nullish() }, query: { token: z.string().nullish() } },
  ({ cookies, query }) => {
    const given = cookies.session ?? query.token;
    if (given === undefined || given === null) throw new HTTPError(403);
    return given;
  },
);

app.websocket(
  "/items/{item_id}/ws",
  { query: { q: z.int().nullish() }, use: { cookieOrToken } },
  async function itemSocket({ path, query, cookieOrToken }, socket) {
    for await (const data of socket) {
      await socket.send(`Session cookie or query token value is: ${cookieOrToken}`);
      if (typeof query.q === "number") await socket.send(`Query parameter q is: ${query.q}`);
      await socket.send(`Message text was: ${data}, for item ID: ${path.item_id}`);
    }
  },
);
