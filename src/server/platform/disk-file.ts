import { nodeFiles } from "./files.ts";

/** Bytes of a file on disk that belong to a Blob. */
interface Extent {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/**
 * An uploaded file whose bytes lie on disk, read each time they are asked for. Made when its part has been received; after the
 * form's clean-up reading fails with NotReadableError.
 *
 * Not `fs.openAsBlob`: a Blob of that kind that reaches a worker thread aborts the whole process at its first read (Node
 * 20.20, 22.23 and 24.21: "Cannot create a handle without a HandleScope"), and `offload()` makes that an easy mistake. This one refuses to
 * be cloned. What cannot be intercepted: `new Blob([file])` takes it for empty.
 */
export function diskFile(path: string, size: number, name: string, type: string): File {
  return onDisk(new File([], name, { type }), { path, start: 0, end: size });
}

/** Gives an empty Blob or File the bytes of an extent: own properties over those of its prototype. */
function onDisk<B extends Blob>(blob: B, extent: Extent): B {
  const members = {
    size: extent.end - extent.start,
    stream: () => extentStream(extent),
    arrayBuffer: () => extentBuffer(extent),
    // As Blob's own, which Node has from 22.3 on.
    bytes: async () => new Uint8Array(await extentBuffer(extent)),
    text: async () => new TextDecoder().decode(await extentBuffer(extent)),
    slice: (start?: number, end?: number, type = "") => onDisk(new Blob([], { type }), sliceOf(extent, start, end)),
  };
  for (const [name, value] of Object.entries(members)) Object.defineProperty(blob, name, { value });
  refuseCloning(blob);
  return blob;
}

/**
 * The object Node would clone is the empty Blob below ours: without this, `postMessage` would pass on an empty file and say
 * nothing. The method has no public name on Node 20; where it is not found cloning stays as it is.
 */
function refuseCloning(blob: Blob): void {
  if (cloneMethod !== undefined) Object.defineProperty(blob, cloneMethod, { value: refuse });
}

const cloneMethod = Object.getOwnPropertySymbols(Blob.prototype).find(
  ({ description }) => description === "messaging_clone_symbol",
);

function refuse(): never {
  throw new DOMException(
    "an uploaded file on disk cannot be cloned: pass on what `await file.arrayBuffer()` gives",
    "DataCloneError",
  );
}

/** The rules of `Blob.slice` (File API section 3.3.1): negative numbers count from the end, all are clamped. */
function sliceOf({ path, start, end }: Extent, from = 0, to: number = end - start): Extent {
  const size = end - start;
  const clamp = (at: number) => {
    const whole = Math.trunc(at) || 0;
    return whole < 0 ? Math.max(size + whole, 0) : Math.min(whole, size);
  };
  const first = clamp(from);
  return { path, start: start + first, end: start + Math.max(clamp(to), first) };
}

function extentStream(extent: Extent): ReadableStream<Uint8Array<ArrayBuffer>> {
  const pieces = piecesOf(extent);
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await pieces.return(undefined);
      },
    },
    // Nothing is opened before somebody reads: a stream that nobody does would keep its descriptor.
    { highWaterMark: 0 },
  );
}

async function extentBuffer(extent: Extent): Promise<ArrayBuffer> {
  const whole = new Uint8Array(extent.end - extent.start);
  let position = 0;
  for await (const piece of piecesOf(extent)) {
    whole.set(piece, position);
    position += piece.byteLength;
  }
  return whole.buffer;
}

async function* piecesOf({ path, start, end }: Extent): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (start === end) return;
  const file = await nodeFiles.open(path).catch((error: unknown) => {
    throw new DOMException(`the uploaded file cannot be read any more: ${String(error)}`, "NotReadableError");
  });
  try {
    yield* file.read(start, end) as AsyncIterable<Uint8Array<ArrayBuffer>>;
  } finally {
    await file.close();
  }
}
