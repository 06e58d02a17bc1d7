import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const UserForm = z.object({ name: z.string(), email: z.string() }).meta({ id: "UserForm" });
const CompanyForm = z.object({ company_name: z.string(), industry: z.string() }).meta({ id: "CompanyForm" });

app.post("/form-union/", { form: z.union([UserForm, CompanyForm]) }, function postUnionForm({ form }) {
  return { received: form };
});
