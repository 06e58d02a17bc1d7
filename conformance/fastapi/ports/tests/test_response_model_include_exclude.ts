import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Model1 = z.object({ foo: z.string(), bar: z.string() });
const Model2 = z.object({ ref: Model1, baz: z.string() });
const Model3 = z.object({ name: z.string(), age: z.int(), ref2: Model2 });

// Parts of inner models are said with the schemas' own means.
const fooOnly = Model1.pick({ foo: true });

const model2 = (name: string) => ({
  ref: { foo: `${name} model foo`, bar: `${name} model bar` },
  baz: `${name} model2 baz`,
});
const model3 = (name: string) => ({ name: `${name} model3 name`, age: 3, ref2: model2(name) });

for (const suffix of ["", "_dict"]) {
  app.get(`/simple_include${suffix}`, { response: Model2.extend({ ref: fooOnly }), include: ["baz", "ref"] }, () =>
    model2(`simple_include${suffix}`),
  );

  app.get(`/simple_exclude${suffix}`, { response: Model2.extend({ ref: Model1.omit({ bar: true }) }) }, () =>
    model2(`simple_exclude${suffix}`),
  );

  app.get(
    `/mixed${suffix}`,
    { response: Model3.extend({ ref2: Model2.omit({ baz: true }) }), include: ["ref2", "name"] },
    () => model3(`mixed${suffix}`),
  );
}
