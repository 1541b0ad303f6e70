import { visible } from '@ci-kit/core/log'
import { timeSpan } from '@ci-kit/core/time-span'
import { PREDICATE_TYPES } from '../predicate-types.ts'
import { GITHUB_ACTIONS_ISSUER } from '../verify/signer-policy.ts'
import type { Policy, RequiredPredicate } from './policy.ts'
import { membersOf, type PolicyMembers, type PolicyPlace } from './policy-members.ts'
import { signersIn, sourceRepositoryIn } from './policy-signers.ts'
import { requiredPredicates } from './required-predicates.ts'

export type { PolicyPlace }

/** The members of a policy, as they are written. */
const POLICY_MEMBERS = [
  'signer-workflow',
  'signer-identity',
  'signer-issuer',
  'source-repository',
  'source-ref',
  'environment',
  'hosted-runner-only',
  'predicate-types',
  'max-age',
  'deny-open',
  'other-statements',
  'transparency-log',
] as const

/** How a file or an input that holds a whole policy is called in messages. */
export const policyIn = (document: string, serverUrl?: string): PolicyPlace => ({
  document,
  named: (member) => `${document}: ${member}`,
  ...(serverUrl !== undefined && { serverUrl }),
})

/**
 * The policy that a document stands for: a map of {@link POLICY_MEMBERS}, of
 * which nothing is known yet. Throws `UserError` that names the member, the
 * value and what to write. A policy that anybody or nobody could meet is refused.
 */
export const policyOf = (document: unknown, place: PolicyPlace): Policy => {
  const from = membersOf(document, place, POLICY_MEMBERS)
  const signers = signersIn(from)
  const sourceRepository = sourceRepositoryIn(from, signers)
  const sourceRef = sourceRefIn(from)
  const environment = from.text('environment')
  const maxAgeMs = maxAgeIn(from)
  const denied = from.choice('deny-open', DENIED, 'none')
  const scans = denied === 'none' ? {} : { denyOpen: denied }
  return {
    signers,
    ...(sourceRepository !== undefined && { sourceRepository }),
    ...(sourceRef !== undefined && { sourceRef }),
    ...(environment !== undefined && { environment }),
    hostedRunnerOnly: hostedRunnerOnlyIn(from, signers),
    predicates: requiredPredicates({ predicates: predicatesIn(from), ...scans }),
    ...(maxAgeMs !== undefined && { maxAgeMs }),
    ...scans,
    otherStatements: from.choice('other-statements', ['refuse', 'ignore'], 'refuse'),
    transparencyLog: from.choice('transparency-log', ['required', 'optional'], 'required'),
  }
}

const DENIED = ['critical', 'high', 'medium', 'low', 'unknown', 'none'] as const

const MOST_WILDCARDS = 4

const sourceRefIn = (from: PolicyMembers): string | undefined => {
  const ref = from.text('source-ref')
  if (ref === undefined) return undefined
  if (!ref.startsWith('refs/') || /\*{3}/.test(ref))
    throw from.fault(
      'source-ref',
      `"${visible(ref, 200)}" is no whole ref. Write refs/heads/main, refs/tags/* or another one that begins with refs/.`,
    )
  if (ref.split(/\*+/).length - 1 > MOST_WILDCARDS)
    throw from.fault(
      'source-ref',
      `"${visible(ref, 200)}" has more than ${MOST_WILDCARDS} wildcards. Use fewer.`,
    )
  return ref
}

/** People sign on no runner: a policy that names only them and asks for one would refuse everything. */
const hostedRunnerOnlyIn = (from: PolicyMembers, signers: Policy['signers']): boolean => {
  const wanted = from.flag('hosted-runner-only', true)
  const onGithub = signers.some(
    ({ issuer, identity }) => issuer === GITHUB_ACTIONS_ISSUER || /^https?:/.test(identity),
  )
  if (!wanted || onGithub) return wanted
  throw from.fault(
    'hosted-runner-only',
    'it is true, and no signer is a workflow, so no certificate names a runner. Write "hosted-runner-only: false", or name a signer-workflow.',
  )
}

/** Ten years: longer than any certificate authority lives. */
const LONGEST_AGE = 3_650 * 24 * 3_600_000

const maxAgeIn = (from: PolicyMembers): number | undefined => {
  const text = from.has('max-age') ? from.text('max-age') : undefined
  if (text === undefined) return undefined
  const found = timeSpan(text)
  if (found !== undefined && found <= LONGEST_AGE) return found
  throw from.fault(
    'max-age',
    `"${visible(text, 60)}" is no length of time up to ten years. Write a number and m, h, d or w, such as 30d.`,
  )
}

const SBOM: readonly [string, ...string[]] = [...PREDICATE_TYPES.spdx, ...PREDICATE_TYPES.cyclonedx]

const KNOWN: ReadonlyMap<string, readonly [string, ...string[]]> = new Map<
  string,
  readonly [string, ...string[]]
>([...Object.entries(PREDICATE_TYPES), ['sbom', SBOM]])

const predicatesIn = (from: PolicyMembers): Policy['predicates'] => {
  const [first = 'provenance', ...rest] = from.texts('predicate-types')
  return [predicateIn(from, first), ...rest.map((name) => predicateIn(from, name))]
}

const predicateIn = (from: PolicyMembers, name: string): RequiredPredicate => {
  const types = KNOWN.get(name)
  if (types !== undefined) return { name, types }
  if (/^[a-z][a-z0-9+.-]*:[^*]+$/i.test(name)) return { name, types: [name] }
  throw from.fault(
    'predicate-types',
    `"${visible(name, 200)}" is not known. Use ${[...KNOWN.keys()].join(', ')} or the whole URI of a type.`,
  )
}
