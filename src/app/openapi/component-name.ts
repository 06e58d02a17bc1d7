/** What OpenAPI 3.1 allows as a component's name ("Components Object", fixed fields). */
export const componentName: RegExp = /^[a-zA-Z0-9._-]+$/;
