import type { ChosenTrust } from '@ci-kit/attestation/trust/chosen-roots'
import { trust } from '@ci-kit/attestation/trust/trust-inputs'
import { choice, flag, type InputReader, optionalText, secret } from '@ci-kit/core/inputs'
import { type EvidenceInputs, evidence } from './inputs/evidence.ts'
import { type PolicyInputs, policyInputs } from './inputs/policy.ts'
import { type SubjectInputs, subjects } from './inputs/subjects.ts'
import { MODES, type Mode } from './report/report.ts'

export type Inputs = {
  readonly githubToken: string
  readonly username: string
  readonly password: string
  readonly subjects: SubjectInputs
  readonly evidence: EvidenceInputs
  readonly policy: PolicyInputs
  readonly mode: Mode
  readonly trust: ChosenTrust
  readonly summary: boolean
  /** Where the verification summary goes, relative to the workspace; `temp` for the temporary folder of the runner, undefined for none. */
  readonly vsa: { readonly path: string } | 'temp' | undefined
}

export const parseInputs = (from: InputReader): Inputs => {
  // First, so that nothing that follows can show them.
  const secrets = {
    githubToken: secret(from, 'github-token'),
    password: secret(from, 'password'),
  }
  const wanted = subjects(from)
  return {
    ...secrets,
    username: optionalText(from, 'username'),
    subjects: wanted,
    evidence: evidence(from, wanted),
    policy: policyInputs(from),
    mode: choice(from, 'mode', MODES),
    trust: trust(from),
    summary: flag(from, 'summary', true),
    vsa: vsaPlace(from),
  }
}

const vsaPlace = (from: InputReader): Inputs['vsa'] => {
  const text = optionalText(from, 'vsa')
  if (text === '' || /^(false|False|FALSE)$/.test(text)) return undefined
  return /^(true|True|TRUE)$/.test(text) ? 'temp' : { path: text }
}
