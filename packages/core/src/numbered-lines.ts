/** A line without surrounding white space; lines count from 1. */
export type NumberedLine = { readonly line: string; readonly number: number }

/** The lines of a text without empty ones and those that start with #. */
export const numberedLines = (text: string): readonly NumberedLine[] =>
  text
    .split(/\r\n|\r|\n/)
    .map((line, at) => ({ line: line.trim(), number: at + 1 }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'))
