import { dependency, HTTPError, Router } from "flotilla";
import { z } from "zod";
import { currentUser, maybeUser } from "../auth.ts";
import { ProfileInResponse } from "../models.ts";
import { store } from "../store.ts";
import { profileView } from "../views.ts";

const profile = dependency({ path: { username: z.string().min(1) }, use: { store } }, ({ path, store }) => {
  const user = store.userByName(path.username);
  if (user === undefined) throw new HTTPError(404, "user does not exist");
  return user;
});

export const profiles = new Router({ prefix: "/profiles/{username}", tags: ["profiles"], use: { profile } });

profiles.get(
  "",
  { name: "profiles:get-profile", response: ProfileInResponse, use: { viewer: maybeUser } },
  ({ profile, viewer }) => ({
    profile: profileView(profile, viewer),
  }),
);

profiles.post(
  "/follow",
  { name: "profiles:follow-user", response: ProfileInResponse, use: { user: currentUser } },
  ({ profile, user }) => {
    if (profile === user) throw new HTTPError(400, "user can not follow him self");
    if (user.following.has(profile)) throw new HTTPError(400, "you follow this user already");
    user.following.add(profile);
    return { profile: profileView(profile, user) };
  },
);

profiles.delete(
  "/follow",
  { name: "profiles:unsubscribe-from-user", response: ProfileInResponse, use: { user: currentUser } },
  ({ profile, user }) => {
    if (profile === user) throw new HTTPError(400, "user can not unsubscribe from him self");
    if (!user.following.delete(profile)) throw new HTTPError(400, "you don't follow this user");
    return { profile: profileView(profile, user) };
  },
);
