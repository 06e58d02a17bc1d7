import { App } from "flotilla";
import { z } from "zod";

const Item = z.object({ name: z.string(), description: z.string().nullable().default(null) }).meta({ id: "Item" });
const Author = z.object({ name: z.string(), items: z.array(Item).default(() => []) }).meta({ id: "Author" });

export const app = new App({ title: "FastAPI" });

app.post(
  "/authors/{author_id}/items/",
  { body: z.array(Item), response: Author },
  function createAuthorItems({ path, body }) {
    return { name: path.author_id, items: body };
  },
);

app.get("/authors/", { response: z.array(Author) }, function getAuthors() {
  return [
    {
      name: "Breaters",
      items: [
        { name: "Island In The Moon", description: "A place to be playin' and havin' fun" },
        { name: "Holy Buddies" },
      ],
    },
    {
      name: "System of an Up",
      items: [
        { name: "Salt", description: "The kombucha mushroom people's favorite" },
        { name: "Pad Thai" },
        { name: "Lonely Night", description: "The mostests lonliest nightiest of allest" },
      ],
    },
  ];
});
