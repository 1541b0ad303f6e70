import type { EvidenceSource } from '@ci-kit/attestation/gate/evidence'
import type { BundleSigner } from '@ci-kit/attestation/sign/bundle-signer'
import { sameProvenance } from '@ci-kit/attestation/sign/provenance-agreement'
import type { Verifier } from '@ci-kit/attestation/verify/verifier'
import { counted } from '@ci-kit/core/amounts'
import type { Clock, Ticker } from '@ci-kit/core/clock'
import type { Log } from '@ci-kit/core/log'
import type { Outputs } from '@ci-kit/core/outputs'
import type { Summary } from '@ci-kit/core/summary'
import { runRules } from './identity/run-policy.ts'
import type { Inputs } from './inputs.ts'
import { type ExistingPorts, findExisting } from './plan/find-existing.ts'
import { type FoundStatement, reuse } from './plan/reuse.ts'
import { uncoveredPlatforms } from './plan/uncovered.ts'
import type { Skip } from './preflight/run-trust.ts'
import { type Prepared, type PreparingPorts, prepare } from './prepare.ts'
import { accepted } from './prove/acceptance.ts'
import { unfitToStore } from './prove/before-storing.ts'
import type { LocatingPorts } from './prove/locations.ts'
import { prove } from './prove/prove.ts'
import type { ProvenRules } from './prove/prove-statements.ts'
import { type DoneRun, publish, tellSkip } from './publish.ts'
import type { ReportedInstance } from './report/attest-report.ts'
import { withProgress } from './report/progress.ts'
import { type Ready, signMissing } from './sign-missing.ts'
import type { BundleFiles } from './store/bundle-files.ts'
import type { StorePlan } from './store/choose-stores.ts'
import { type StoringPorts, storeStatements } from './store/store-statements.ts'

/** Which Sigstore signs, and how people know it. */
export type ChosenSigner = {
  readonly signer: BundleSigner
  readonly name: string
  readonly instance: ReportedInstance
}

export type Ports = PreparingPorts &
  Omit<StoringPorts, 'log'> &
  Pick<ExistingPorts, 'attached'> &
  Pick<LocatingPorts, 'registry' | 'github'> & {
    readonly log: Log
    readonly summary: Summary
    readonly clock: Clock & Ticker
    readonly cancellation: AbortSignal
    /** Why nothing may be signed at all; rejects where that is to fail. */
    skip(): Skip | undefined
    /** The policy of input `policy`; undefined when it is empty. */
    gatePolicy(): Promise<ProvenRules | undefined>
    chooseSigner(prepared: Prepared): Promise<ChosenSigner>
    verifier(transparencyLog: 'required' | 'optional'): Verifier
    /** What the written files hold. */
    written(files: BundleFiles): EvidenceSource
  }

/**
 * Signs what is planned and not there yet, stores it, and reads it back. Red
 * unless each statement was found again wherever it was stored, and verified.
 */
export const run = async (inputs: Inputs, ports: Ports): Promise<Outputs> => {
  const { log, clock } = ports
  const skip = ports.skip()
  if (skip !== undefined) return tellSkip(skip, inputs, ports)
  const policy = await ports.gatePolicy()
  const prepared = await prepare(inputs, ports)
  for (const warning of uncoveredPlatforms(prepared.subjects, prepared.planned))
    log.warning(warning)
  const ownRules = runRules(prepared.identity, ports.serverUrl, LOG_RULE[inputs.onLogOutage])
  const policies = [{ rules: ownRules }, ...(policy === undefined ? [] : [policy])]
  const found = inputs.reuse ? await existing(prepared, policies, ports) : []
  const reuses = reuse(prepared.planned, found, sameProvenance)
  const missing = reuses.filter((each) => each.existing === undefined).length
  const { signer, name, instance } = await ports.chooseSigner(prepared)
  if (missing > 0) log.info(`Signing ${counted(missing, 'statement')} with ${name}.`)
  const ready = await withProgress(
    `Signing ${counted(missing, 'statement')}`,
    () => signMissing(reuses, signer),
    { clock, log },
  )
  const done = await storeAndProve(ready, found, { prepared, policies, ports })
  return publish({ prepared, ...done, instance }, inputs, ports)
}

type Settled = {
  readonly prepared: Prepared
  readonly policies: readonly ProvenRules[]
  readonly ports: Ports
}

const NOWHERE: StorePlan = { images: [], files: [], warnings: [] }

/** What the policies refuse is kept in files, and goes nowhere else. */
const storeAndProve = async (
  ready: readonly Ready[],
  found: readonly FoundStatement[],
  { prepared, policies, ports }: Settled,
): Promise<Pick<DoneRun, 'stored' | 'proved'>> => {
  const { log, clock } = ports
  const problems = await unfitToStore(ready, policies, ports, prepared.provenance)
  const stores = problems.length > 0 ? NOWHERE : prepared.stores
  const stored = await withProgress(
    `Storing ${counted(ready.length, 'statement')}`,
    () => storeStatements(ready, stores, found, ports),
    { clock, log },
  )
  for (const warning of stored.warnings) log.warning(warning)
  if (problems.length > 0) return { stored, proved: { signer: undefined, problems } }
  const proved = await withProgress(
    `Reading back ${counted(ready.length, 'statement')}`,
    () => prove(ready, stored, policies, ports),
    { clock, log },
  )
  return { stored, proved }
}

const LOG_RULE = { fail: 'required', timestamp: 'optional' } as const

const existing = (
  { planned, stores }: Prepared,
  policies: readonly ProvenRules[],
  ports: Ports,
): ReturnType<typeof findExisting> => {
  const { log, clock } = ports
  const rules = policies.map((policy) => policy.rules)
  // What both accept has to be proven by the stricter of their logs.
  const strict = rules.some(({ transparencyLog }) => transparencyLog === 'required')
  const verifier = ports.verifier(strict ? 'required' : 'optional')
  const acceptance = { verifier, rules, now: clock.now(), log }
  return findExisting(planned, stores, {
    ...ports,
    accepted: (candidate) => accepted(candidate, acceptance),
  })
}
