import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const UserBase = z.object({ email: z.string() }).meta({ id: "UserBase" });
const UserCreate = z.object({ email: z.string(), password: z.string() }).meta({ id: "UserCreate" });
const PetOut = z.object({ name: z.string(), owner: UserBase }).meta({ id: "PetOut" });

const owner = { email: "johndoe@example.com", hashed_password: "secrethashed" };

app.post("/users/", { body: UserCreate, response: UserBase }, function createUser({ body }) {
  return body;
});

app.get("/pets/{pet_id}", { path: { pet_id: z.int() }, response: PetOut }, function readPet() {
  return { name: "Nibbler", owner };
});

app.get("/pets/", { response: z.array(PetOut) }, function readPets() {
  return [
    { name: "Nibbler", owner },
    { name: "Zoidberg", owner },
  ];
});
