import { bytes, file, Router, scoped } from "flotilla";
import { z } from "zod";
import { Conflict } from "../errors.ts";
import { ProductFile } from "../models/catalog.ts";
import { RowId } from "../models/common.ts";
import { allowed, conflict, missing, tooLarge } from "../responses.ts";
import { currentUser } from "../security/current-user.ts";
import { demo } from "../store/demo.ts";
import { work } from "../store/unit-of-work.ts";

export const files = new Router({ tags: ["files"] });

const editor = scoped(currentUser, ["catalog"]);
const maxBytes = 2 * 1024 * 1024;
const maxFiles = 20;

files.get(
  "/products/{product_id}/files",
  { path: { product_id: RowId }, use: { work }, response: z.array(ProductFile), responses: missing },
  function listFiles({ path, work }) {
    work.products.need(path.product_id);
    return work.files.all().filter(({ product_id }) => product_id === path.product_id);
  },
);

files.post(
  "/products/{product_id}/files",
  {
    summary: "Add a file to a product",
    path: { product_id: RowId },
    form: { upload: file(), caption: z.string().max(200).default("") },
    maxBodyBytes: maxBytes,
    use: { user: editor, work },
    status: 201,
    response: ProductFile,
    responses: {
      ...allowed,
      ...missing,
      ...conflict,
      ...tooLarge,
      201: {
        description: "The file",
        links: {
          get: { operationId: "downloadFile", parameters: { file_id: "$response.body#/id" } },
          delete: { operationId: "deleteFile", parameters: { file_id: "$response.body#/id" } },
        },
      },
    },
  },
  async function uploadFile({ path, form, user, work }) {
    const { id: product_id } = work.products.need(path.product_id);
    const others = work.files.all().filter((one) => one.product_id === product_id);
    if (others.length >= maxFiles) throw new Conflict(`A product has at most ${maxFiles} files`);
    const content = new Uint8Array(await form.upload.arrayBuffer());
    const id = crypto.randomUUID();
    work.note(user.username, `added a file to product ${product_id}`);
    return work.files.put(id, {
      ...{ id, product_id, name: form.upload.name, caption: form.caption, bytes: content.byteLength, content },
      sha256: await sha256(content),
      uploaded_at: new Date().toISOString(),
    });
  },
);

async function sha256(content: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

files.get(
  "/files/{file_id}",
  {
    summary: "Download a file",
    path: { file_id: z.uuid().meta({ examples: [demo.file] }) },
    use: { work },
    responses: {
      ...missing,
      200: { description: "Its bytes", content: { "application/octet-stream": {} }, headers: { ETag: "Its SHA-256" } },
    },
  },
  function downloadFile({ path, work }) {
    const { content, sha256, name } = work.files.need(path.file_id);
    // Whatever was uploaded: no browser is to take it for a page of ours.
    const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(name)}`;
    return bytes(content, {
      headers: { etag: `"${sha256}"`, "content-disposition": disposition, "x-content-type-options": "nosniff" },
    });
  },
);

files.delete(
  "/files/{file_id}",
  {
    path: { file_id: z.uuid().meta({ examples: [demo.file] }) },
    use: { user: editor, work },
    status: 204,
    responses: { ...allowed, ...missing, ...conflict },
  },
  function deleteFile({ path, user, work }) {
    work.files.delete(path.file_id);
    work.note(user.username, `deleted file ${path.file_id}`);
  },
);
