import { resolve } from 'node:path'
import { type IdentityTokens, identityTokens } from '@ci-kit/attestation/sign/identity-token'
import { SIGNING_LIMITS } from '@ci-kit/attestation/sign/services/service'
import { readSigningConfig } from '@ci-kit/attestation/sign/signing-config'
import {
  chooseInstance,
  type InstanceWord,
  type SigstoreInstance,
  wordForVisibility,
} from '@ci-kit/attestation/sign/sigstore-instance'
import { bundleSigner } from '@ci-kit/attestation/sign/sigstore-signer'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import { nodeTransport } from '@ci-kit/oci/node-transport'
import type { WantedSigstore } from '../inputs.ts'
import type { ChosenSigner } from '../run.ts'
import type { Step } from './step.ts'

const connectionOf = ({ runner: { log }, env, signal }: Step) => ({
  transport: nodeTransport({ env }),
  clock: systemClock,
  random: Math.random,
  log,
  limits: SIGNING_LIMITS,
  signal,
})

/** The identity tokens of the job. */
export const composeTokens = (step: Step): IdentityTokens =>
  identityTokens(step.env, { ...connectionOf(step), mask: step.runner.inputs.mask })

/** The signer of the Sigstore that the inputs name; `visibility` is the repository's. */
export const composeSigner = async (
  step: Step,
  tokens: IdentityTokens,
  visibility: string | undefined,
): Promise<ChosenSigner> => {
  const { onLogOutage, sigstore } = step.inputs
  const word = wordOf(sigstore, visibility)
  const instance = await instanceOf(sigstore, word, step)
  const signer = bundleSigner(instance, tokens, { ...connectionOf(step), onLogOutage })
  return { signer, name: instance.name, instance: word ?? 'private' }
}

const wordOf = (
  { kind }: WantedSigstore,
  visibility: string | undefined,
): InstanceWord | undefined => {
  if (kind === 'config') return undefined
  return kind === 'auto' ? wordForVisibility(visibility) : kind
}

const instanceOf = async (
  sigstore: WantedSigstore,
  word: InstanceWord | undefined,
  { roots, serverUrl }: Step,
): Promise<SigstoreInstance> => {
  if (word !== undefined) return chooseInstance(word, serverUrl)
  const path = sigstore.kind === 'config' ? sigstore.path : ''
  return readSigningConfig(resolve(roots.workspace, path), new Date(systemClock.now()))
}
