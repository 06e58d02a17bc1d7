import { App, text } from "flotilla";

export const app = new App({ title: "FastAPI" });

const data = `<?xml version="1.0"?>
    <shampoo>
    <Header>
        Apply shampoo here.
    </Header>
    <Body>
        You'll have to use soap here.
    </Body>
    </shampoo>
    `;

app.get("/legacy/", function getLegacyData() {
  return text(data, { headers: { "content-type": "application/xml" } });
});
