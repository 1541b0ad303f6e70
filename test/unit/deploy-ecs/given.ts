import { resolve } from 'node:path'
import { readManifest } from '@ci-kit/cli/manifest'
import type { InputReader } from '@ci-kit/core/inputs'
import { type Inputs, parseInputs } from '@ci-kit/deploy-ecs/inputs'

const manifest = readManifest(resolve('actions', 'deploy-ecs'))

/** Inputs as the runner passes them: what is not given has the default of the manifest. */
export const given = (
  inputs: Readonly<Record<string, string>>,
): InputReader & { readonly masked: string[] } => {
  const unknown = Object.keys(inputs).find((name) => !manifest.inputs.has(name))
  if (unknown !== undefined) throw new Error(`deploy-ecs has no input ${unknown}`)
  const masked: string[] = []
  return {
    masked,
    read: (name) => inputs[name] ?? manifest.inputs.get(name)?.default ?? '',
    mask: (secret) => void masked.push(secret),
  }
}

export const parsed = (inputs: Readonly<Record<string, string>>): Inputs =>
  parseInputs(given(inputs))
