import { resolve } from 'node:path'
import { readManifest } from '@ci-kit/cli/manifest'
import type { InputReader } from '@ci-kit/core/inputs'
import { type Inputs, parseInputs } from '@ci-kit/verify-attestation/inputs'

const { inputs: declared } = readManifest(resolve('actions', 'verify-attestation'))

/** Inputs as the runner hands them over: what is given, and the manifest's defaults. */
export const readerOf = (
  given: Readonly<Record<string, string>>,
  mask: (secret: string) => void = () => {},
): InputReader => ({
  read: (name) => {
    const declaration = declared.get(name)
    if (declaration === undefined) throw new Error(`The manifest has no input '${name}'.`)
    return given[name] ?? declaration.default.replace(/\$\{\{.*\}\}/, '')
  },
  mask,
})

export const parsed = (given: Readonly<Record<string, string>>): Inputs =>
  parseInputs(readerOf(given))

export const IMAGE = { images: 'ghcr.io/org/app:1' }
