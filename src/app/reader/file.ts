import { reportValueError } from "./problems.ts";
import { typeName } from "./python.ts";
import type { Step } from "./step.ts";

/** Native files, as forms carry them. What is wrong is said as FastAPI's `UploadFile` says it. */
export const fileStep: Step = (value, loc, problems) => {
  if (value instanceof File) return value;
  return reportValueError(problems, loc, value, `Expected UploadFile, received: <class '${typeName(value)}'>`);
};
