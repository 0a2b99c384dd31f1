// React, as far as the packages' request flows need it to be loaded. Pages are rendered by the
// simulator, never by React: whatever would render refuses, as what is missing of a module of Node.
export function Component() {}
export const createContext = () => ({});
