import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

class FakeNumpyArray {
  readonly data = [1, 2, 3];
}

const MyModel = z
  .object({
    custom_field: z
      .instanceof(FakeNumpyArray)
      .transform(({ data }) => data)
      .pipe(z.array(z.number())),
  })
  .meta({ id: "MyModel" });

app.get("/", { response: MyModel }, function test() {
  return { custom_field: new FakeNumpyArray() };
});
