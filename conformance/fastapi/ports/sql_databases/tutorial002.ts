import { App, HTTPError, resource } from "flotilla";
import { z } from "zod";

const HeroBase = z.object({ name: z.string(), age: z.int().nullable().default(null) });
const HeroPublic = HeroBase.extend({ id: z.int() }).meta({ id: "HeroPublic" });
const HeroCreate = HeroBase.extend({ secret_name: z.string() }).meta({ id: "HeroCreate" });
const HeroUpdate = z
  .object({ name: z.string().nullish(), age: z.int().nullish(), secret_name: z.string().nullish() })
  .meta({ id: "HeroUpdate" });

interface Hero {
  id: number;
  name: string;
  age: number | null;
  secret_name: string;
}

/** Stands for the database. */
class Heroes {
  readonly #rows = new Map<number, Hero>();
  #lastId = 0;

  add(hero: Omit<Hero, "id">): Hero {
    this.#lastId += 1;
    return this.save({ ...hero, id: this.#lastId });
  }

  save(hero: Hero): Hero {
    this.#rows.set(hero.id, hero);
    return hero;
  }

  list(offset: number, limit: number): Hero[] {
    return [...this.#rows.values()].slice(offset, offset + limit);
  }

  get(id: number): Hero {
    const hero = this.#rows.get(id);
    if (hero === undefined) throw new HTTPError(404, "Hero not found");
    return hero;
  }

  delete(hero: Hero): void {
    this.#rows.delete(hero.id);
  }
}

const heroes = resource(() => new Heroes());

export const app = new App({ title: "FastAPI" });

app.post(
  "/heroes/",
  { body: HeroCreate, response: HeroPublic, use: { heroes } },
  function createHero({ body, heroes }) {
    return heroes.add(body);
  },
);

app.get(
  "/heroes/",
  {
    query: { offset: z.int().default(0), limit: z.int().max(100).default(100) },
    response: z.array(HeroPublic),
    use: { heroes },
  },
  function readHeroes({ query, heroes }) {
    return heroes.list(query.offset, query.limit);
  },
);

app.get(
  "/heroes/{hero_id}",
  { path: { hero_id: z.int() }, response: HeroPublic, use: { heroes } },
  function readHero({ path, heroes }) {
    return heroes.get(path.hero_id);
  },
);

app.patch(
  "/heroes/{hero_id}",
  { path: { hero_id: z.int() }, body: HeroUpdate, response: HeroPublic, use: { heroes } },
  function updateHero({ path, body, heroes }) {
    const hero = heroes.get(path.hero_id);
    return heroes.save({
      ...hero,
      name: body.name ?? hero.name,
      age: body.age === undefined ? hero.age : body.age,
      secret_name: body.secret_name ?? hero.secret_name,
    });
  },
);

app.delete("/heroes/{hero_id}", { path: { hero_id: z.int() }, use: { heroes } }, function deleteHero({ path, heroes }) {
  heroes.delete(heroes.get(path.hero_id));
  return { ok: true };
});
