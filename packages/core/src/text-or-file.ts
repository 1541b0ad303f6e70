import type { InputReader } from './inputs.ts'

/** A YAML document of an input: written out, or the path of the file that holds it. */
export type TextOrFile =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string }

/** Undefined for an empty input. As dorny/paths-filter tells them apart: a document has a colon in it. */
export const textOrFile = (read: InputReader, name: string): TextOrFile | undefined => {
  const text = read.read(name)
  const value = text.trim()
  if (value === '') return undefined
  return /[:\n]/.test(value) ? { kind: 'text', text } : { kind: 'file', path: value }
}
