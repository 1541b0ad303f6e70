import type { Attachment } from '@ci-kit/attestation/discover/discovery'
import type { Policy } from '@ci-kit/attestation/gate/policy'
import type { Verdict } from '@ci-kit/attestation/gate/verdict'
import { type GatePorts, verifySubjects } from '@ci-kit/attestation/gate/verify-subjects'
import { PREDICATE_TYPES } from '@ci-kit/attestation/predicate-types'
import type { Clock } from '@ci-kit/core/clock'
import { inParallel } from '@ci-kit/core/in-parallel'
import type { SignerRules } from '../identity/run-policy.ts'
import { type ReadBackPorts, readBack } from '../store/read-back.ts'
import type { Location } from './locations.ts'

/** Rules, and the worst that a scan may tell; the gate's policy where the workflow names it. */
export type ProvenRules = { readonly rules: SignerRules; readonly denyOpen?: Policy['denyOpen'] }

export type StatementPorts = ReadBackPorts & {
  verifier(transparencyLog: Policy['transparencyLog']): GatePorts['verifier']
  readonly clock: Pick<Clock, 'elapsed' | 'sleep' | 'now'>
}

const AT_ONCE = 4

/**
 * Reads every bundle back from where it was stored, and lets the gate judge
 * just those. Answers the verdicts; rejects with `UserError` when one is not
 * found again, or a store cannot be asked.
 */
export const proveStatements = async (
  locations: readonly Location[],
  policies: readonly ProvenRules[],
  ports: StatementPorts,
): Promise<readonly Verdict[]> => {
  const verdicts = await inParallel(locations, AT_ONCE, async (location) => {
    const found = await readBack(location.source, expectedAt(location), ports)
    return Promise.all(policies.map((policy) => verdictOn(location, found, policy, ports)))
  })
  return verdicts.flat()
}

const typesAt = ({ expected }: Location): readonly string[] => [
  ...new Set(expected.map(({ statement }) => statement.planned.statement.predicateType)),
]

const expectedAt = (location: Location) => ({
  subject: location.subject,
  predicateTypes: typesAt(location),
  bundles: location.expected.map(({ bundle }) => bundle),
})

const verdictOn = (
  location: Location,
  attachments: readonly Attachment[],
  { rules, denyOpen }: ProvenRules,
  { verifier, clock }: StatementPorts,
): Promise<Verdict> => {
  const { name, subject, source } = location
  const required = typesAt(location).map((type) => ({ name: type, types: [type] as const }))
  const [first, ...rest] = required
  if (first === undefined) throw new Error(`nothing was stored at ${subject}`)
  const scanned = required.some((one) => isScan(one.name))
  const policy: Policy = {
    ...rules,
    predicates: [first, ...rest],
    ...(scanned && denyOpen !== undefined && { denyOpen }),
  }
  const readAgain = { name: source.name, find: async () => ({ attachments, ignored: [] }) }
  return verifySubjects([{ name, digest: subject, platforms: [] }], policy, {
    evidence: () => [readAgain],
    verifier: verifier(policy.transparencyLog),
    clock,
  })
}

const SCANS: readonly string[] = PREDICATE_TYPES.vulns

const isScan = (type: string): boolean => SCANS.includes(type)
