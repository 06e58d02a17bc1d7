import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Address = z
  .object({ line_1: z.string(), city: z.string(), state_province: z.string() })
  .meta({ id: "Address", description: "This is a public description of an Address\n" });
const Facility = z.object({ id: z.string(), address: Address }).meta({ id: "Facility" });

app.get("/facilities/{facility_id}", { response: Facility }, function getFacility({ path }) {
  return { id: path.facility_id, address: { line_1: "123 Main St", city: "Anytown", state_province: "CA" } };
});
