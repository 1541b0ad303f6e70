import { readFileSync } from 'node:fs'
import type { StepResult } from '@ci-kit/cli/run-step'
import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import type { Digest } from '@ci-kit/oci/digest'

const objectIn = (text: string): Json => {
  const value: unknown = JSON.parse(text)
  if (!isObject(value)) throw new Error('It is no object.')
  return value
}

/** What a bundle says, unverified. */
export const statementIn = (bundle: Uint8Array | string): Json => {
  const text = typeof bundle === 'string' ? bundle : Buffer.from(bundle).toString()
  const payload = stringAt(objectAt(objectIn(text), 'dsseEnvelope'), 'payload') ?? ''
  return objectIn(Buffer.from(payload, 'base64').toString())
}

export const typesIn = (bundles: readonly (Uint8Array | string)[]): readonly unknown[] =>
  bundles.map((bundle) => statementIn(bundle).predicateType).sort()

/** The subjects of a statement as in-toto writes them. */
export const subjectsOf = (name: string, ...digests: readonly Digest[]) =>
  digests.map((digest) => ({ name, digest: { sha256: digest.slice('sha256:'.length) } }))

export const linesOf = ({ outputs }: StepResult, output: string): readonly string[] =>
  (outputs[output] ?? '').split('\n').filter((line) => line !== '')

/** The contents of the files of `bundle-paths`. */
export const bundlesOf = (result: StepResult): readonly string[] =>
  linesOf(result, 'bundle-paths').map((path) => readFileSync(path, 'utf8'))

/** An output that holds a list in JSON. */
export const listOf = ({ outputs }: StepResult, output: string): readonly Json[] => {
  const value: unknown = JSON.parse(outputs[output] ?? '')
  if (!Array.isArray(value) || !value.every(isObject)) throw new Error(`${output} is no list.`)
  return value
}
