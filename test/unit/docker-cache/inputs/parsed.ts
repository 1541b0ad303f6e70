import { readManifest } from '@ci-kit/cli/manifest'
import { type Inputs, parseInputs } from '@ci-kit/docker-cache/inputs'
import { expect } from '@jest/globals'

const manifest = readManifest('actions/docker-cache')

/** What the runner hands over when nothing but the image is named: the defaults of the manifest. */
const given: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [...manifest.inputs].map(([name, { default: value }]) => [name, value ?? '']),
  ),
  registry: 'ghcr.io',
  'image-name': 'org/shop/api',
  'github-token': 'secret-token',
}

/** Parses these inputs, all others as the runner hands them over; remembers what was masked. */
export const parse = (
  inputs: Readonly<Record<string, string>> = {},
): { readonly inputs: Inputs; readonly masked: readonly string[] } => {
  const unknown = Object.keys(inputs).find((name) => !manifest.inputs.has(name))
  if (unknown !== undefined) throw new Error(`there is no input ${unknown}`)
  const all = { ...given, ...inputs }
  const masked: string[] = []
  const read = (name: string) => all[name] ?? ''
  return { inputs: parseInputs({ read, mask: (secret) => void masked.push(secret) }), masked }
}

export const inputsOf = (inputs: Readonly<Record<string, string>> = {}): Inputs =>
  parse(inputs).inputs

/** A wrong value of an input, and words that the error has to hold beside its name. */
export type Refused = [name: string, value: string, words: readonly string[]]

/** Whether these inputs are an error for the author, with all these words in it. */
export const expectRefused = (
  inputs: Readonly<Record<string, string>>,
  words: readonly string[],
): void => {
  expect(() => parse(inputs)).toThrow(expect.objectContaining({ name: 'UserError' }))
  for (const part of words) expect(() => parse(inputs)).toThrow(part)
}
