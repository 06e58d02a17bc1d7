import { App, HTTPError, resource } from "flotilla";
import { z } from "zod";

const Hero = z
  .object({
    id: z.int().nullable().default(null),
    name: z.string(),
    age: z.int().nullable().default(null),
    secret_name: z.string(),
  })
  .meta({ id: "Hero" });
type Hero = z.output<typeof Hero>;

/** Stands for the database. */
class Heroes {
  readonly #rows = new Map<number, Hero>();
  #lastId = 0;

  add(hero: Hero): Hero {
    const id = hero.id ?? this.#lastId + 1;
    this.#lastId = Math.max(this.#lastId, id);
    const row = { ...hero, id };
    this.#rows.set(id, row);
    return row;
  }

  list(offset: number, limit: number): Hero[] {
    return [...this.#rows.values()].slice(offset, offset + limit);
  }

  get(id: number): Hero | undefined {
    return this.#rows.get(id);
  }

  delete(id: number): boolean {
    return this.#rows.delete(id);
  }
}

const heroes = resource(() => new Heroes());

export const app = new App({ title: "FastAPI" });

app.post("/heroes/", { body: Hero, response: Hero, use: { heroes } }, function createHero({ body, heroes }) {
  return heroes.add(body);
});

app.get(
  "/heroes/",
  {
    query: { offset: z.int().default(0), limit: z.int().max(100).default(100) },
    response: z.array(Hero),
    use: { heroes },
  },
  function readHeroes({ query, heroes }) {
    return heroes.list(query.offset, query.limit);
  },
);

app.get(
  "/heroes/{hero_id}",
  { path: { hero_id: z.int() }, response: Hero, use: { heroes } },
  function readHero({ path, heroes }) {
    const hero = heroes.get(path.hero_id);
    if (hero === undefined) throw new HTTPError(404, "Hero not found");
    return hero;
  },
);

app.delete("/heroes/{hero_id}", { path: { hero_id: z.int() }, use: { heroes } }, function deleteHero(input) {
  if (!input.heroes.delete(input.path.hero_id)) throw new HTTPError(404, "Hero not found");
  return { ok: true };
});
