import { dependency, HTTPError, Router, scoped } from "flotilla";
import { z } from "zod";
import { Conflict } from "../errors.ts";
import { Paging, pageFrom, RowId } from "../models/common.ts";
import { Customer, CustomerPage, CustomerPatch, Registration } from "../models/customer.ts";
import { allowed, conflict, missing } from "../responses.ts";
import { currentUser } from "../security/current-user.ts";
import { passwordHash } from "../security/passwords.ts";
import { settings } from "../settings.ts";
import { work } from "../store/unit-of-work.ts";

export const customers = new Router({ prefix: "/customers", tags: ["customers"] });

const ofCustomer = { customer_id: RowId };

/** The customer of the path, for themselves and for administrators. */
const ownCustomer = dependency(
  { path: ofCustomer, use: { user: currentUser, work } },
  function ownCustomer({ path, user, work }) {
    if (path.customer_id !== user.id && !user.granted.includes("admin")) {
      throw new HTTPError(403, "That is somebody else");
    }
    return work.customers.need(path.customer_id);
  },
);

customers.post(
  "",
  {
    summary: "Register",
    body: Registration,
    use: { work, settings },
    status: 201,
    response: Customer,
    responses: {
      ...conflict,
      201: {
        description: "Registered",
        links: {
          get: { operationId: "getCustomer", parameters: { customer_id: "$response.body#/id" } },
          delete: { operationId: "deleteCustomer", parameters: { customer_id: "$response.body#/id" } },
        },
      },
    },
  },
  async function register({ body, work, settings }) {
    const { password, ...rest } = body;
    if (work.customers.all().some((one) => one.username === rest.username)) {
      throw new Conflict(`The name ${rest.username} is taken`);
    }
    const id = work.customers.nextId();
    const password_hash = await passwordHash(password, settings.passwordRounds);
    return work.customers.put(id, { ...rest, id, scopes: ["shop"], since: new Date().toISOString(), password_hash });
  },
);

customers.get(
  "",
  {
    query: Paging.extend({ newsletter: z.boolean().optional() }),
    use: { user: scoped(currentUser, ["admin"]), work },
    response: CustomerPage,
    responses: allowed,
  },
  function listCustomers({ query, work }) {
    const { newsletter } = query;
    const all = work.customers.all().filter((one) => newsletter === undefined || one.newsletter === newsletter);
    return pageFrom(all, query);
  },
);

customers.get(
  "/{customer_id}",
  { path: ofCustomer, use: { ownCustomer }, response: Customer, responses: { ...allowed, ...missing } },
  function getCustomer({ ownCustomer }) {
    return ownCustomer;
  },
);

customers.patch(
  "/{customer_id}",
  {
    path: ofCustomer,
    body: CustomerPatch,
    use: { ownCustomer, work },
    response: Customer,
    responses: { ...allowed, ...missing, ...conflict },
  },
  function patchCustomer({ body, ownCustomer, work }) {
    return work.customers.put(ownCustomer.id, { ...ownCustomer, ...body });
  },
);

customers.delete(
  "/{customer_id}",
  {
    path: ofCustomer,
    use: { ownCustomer, work },
    status: 204,
    responses: { ...allowed, ...missing, ...conflict },
  },
  function deleteCustomer({ ownCustomer, work }) {
    if (ownCustomer.scopes.includes("admin")) throw new Conflict("Somebody has to look after the shop");
    work.customers.delete(ownCustomer.id);
    work.note(ownCustomer.username, "left");
  },
);
