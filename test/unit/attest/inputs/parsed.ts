import { resolve } from 'node:path'
import { type Inputs, parseInputs } from '@ci-kit/attest/inputs'
import { readManifest } from '@ci-kit/cli/manifest'
import { UserError } from '@ci-kit/core/errors'
import { expect } from '@jest/globals'
import { fakeReader } from '../../core/fake-reader.ts'

export type Given = Readonly<Record<string, string>>

const { inputs: declared } = readManifest(resolve('actions', 'attest'))

/** The inputs of a step that names one image, with the defaults of the manifest. */
export const parse = (given: Given = {}) => {
  const defaults = [...declared].map(([name, { default: text }]) => [name, text ?? ''])
  const values = { ...Object.fromEntries(defaults), images: 'ghcr.io/org/app:1', ...given }
  const reader = fakeReader(values)
  return { inputs: () => parseInputs(reader), masked: reader.masked }
}

export const inputsOf = (given: Given = {}): Inputs => parse(given).inputs()

/** The inputs are refused with a message that holds all of these words. */
export const expectRefused = (given: Given, ...words: readonly string[]): void => {
  let thrown: unknown
  try {
    inputsOf(given)
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(UserError)
  for (const word of words) expect(String(thrown)).toContain(word)
}
