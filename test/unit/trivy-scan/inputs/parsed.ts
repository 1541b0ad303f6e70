import { readManifest } from '@ci-kit/cli/manifest'
import { type Inputs, parseInputs } from '@ci-kit/trivy-scan/inputs'
import { expect } from '@jest/globals'

const manifest = readManifest('actions/trivy-scan')

/** What the runner hands over when only one image is named: the defaults of the manifest. */
const DEFAULTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...manifest.inputs].map(([name, input]) => [name, input.default])),
  'image-ref': 'ghcr.io/org/app:1',
  'github-token': 't0ken',
}

export type Given = Readonly<Record<string, string>>

/** Parses these inputs, all others as the runner hands them over; remembers what was masked and read, in order. */
export const parse = (given: Given = {}) => {
  const unknown = Object.keys(given).find((name) => !manifest.inputs.has(name))
  if (unknown !== undefined) throw new Error(`there is no input ${unknown}`)
  const all = { ...DEFAULTS, ...given }
  const masked: string[] = []
  const read: string[] = []
  const reader = {
    read: (name: string) => {
      read.push(name)
      return all[name] ?? ''
    },
    mask: (secret: string) => void masked.push(secret),
  }
  return { inputs: parseInputs(reader), masked, read }
}

export const inputsOf = (given: Given = {}): Inputs => parse(given).inputs

/** Whether these inputs are an error for the author, with all these words in it. */
export const expectRefused = (given: Given, words: readonly string[]): void => {
  expect(() => parse(given)).toThrow(expect.objectContaining({ name: 'UserError' }))
  for (const part of words) expect(() => parse(given)).toThrow(part)
}
