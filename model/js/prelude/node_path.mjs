// node:path, for bundles: the paths of POSIX, whose package is part of the prelude.

const { path } = globalThis[Symbol.for("stalemate.native")];

export const { basename, delimiter, dirname, extname, format, isAbsolute } = path;
export const { join, normalize, parse, relative, resolve, sep } = path;
export const posix = path;
