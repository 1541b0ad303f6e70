import type { InputReader } from '@ci-kit/core/inputs'

/** Inputs from a table; remembers what was masked. */
export const fakeReader = (
  values: Readonly<Record<string, string>>,
): InputReader & { readonly masked: string[] } => {
  const masked: string[] = []
  return {
    masked,
    read: (name) => values[name] ?? '',
    mask: (secret) => void masked.push(secret),
  }
}

/** Input 'it' alone. */
export const it = (value: string) => fakeReader({ it: value })
