import { type PolicyDocument, policyDocument } from '@ci-kit/attestation/gate/policy-document'
import { flag, type InputReader, lines, list, optionalText } from '@ci-kit/core/inputs'

/** What has to be proven, as the workflow says it; what it means is read later. */
export type PolicyInputs = {
  readonly document: PolicyDocument | undefined
  /** The single inputs that are set, by the names that they share with the members of a document. */
  readonly members: Readonly<Record<string, string | boolean | readonly string[]>>
}

const LINES = ['signer-workflow', 'signer-identity'] as const
const LISTS = ['predicate-types'] as const
const FLAGS = ['hosted-runner-only'] as const
const TEXTS = [
  'signer-issuer',
  'source-repository',
  'source-ref',
  'environment',
  'max-age',
  'deny-open',
  'other-statements',
  'transparency-log',
] as const

export const policyInputs = (from: InputReader): PolicyInputs => {
  const members: [string, string | boolean | readonly string[]][] = [
    ...LINES.map((name): [string, readonly string[]] => [name, lines(from, name)]),
    ...LISTS.map((name): [string, readonly string[]] => [name, list(from, name)]),
    ...TEXTS.map((name): [string, string] => [name, optionalText(from, name)]),
    ...FLAGS.flatMap((name): [string, boolean][] =>
      optionalText(from, name) === '' ? [] : [[name, flag(from, name)]],
    ),
  ]
  const set = members.filter(([, value]) => typeof value === 'boolean' || value.length > 0)
  return { document: policyDocument(from.read('policy')), members: Object.fromEntries(set) }
}
