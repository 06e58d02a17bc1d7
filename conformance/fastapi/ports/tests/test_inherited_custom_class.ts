import { App } from "flotilla";

class MyUuid {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toJSON() {
    return this.#text;
  }
}

export const app = new App({ title: "FastAPI" });

app.get("/fast_uuid", function returnFastUuid() {
  return { fast_uuid: new MyUuid("a10ff360-3b1e-4984-a26f-d3ab460bdb51") };
});

app.get("/get_custom_class", function returnSomeUser() {
  return { a_uuid: new MyUuid("b8799909-f914-42de-91bc-95c819218d01") };
});
