import { PREDICATE_TYPES } from '@ci-kit/attestation/predicate-types'
import { type Provenance, provenancePredicate } from '@ci-kit/attestation/sign/provenance'
import { UserError } from '@ci-kit/core/errors'
import type { Log } from '@ci-kit/core/log'
import type { RunIdentity } from './identity/run-identity.ts'
import type { Inputs } from './inputs.ts'
import { planStatements } from './plan/plan-statements.ts'
import type { PlannedStatement } from './plan/planned-statement.ts'
import type { Claim } from './predicates/claim.ts'
import type { PreflightPlan } from './preflight/preflight.ts'
import { chooseStores, type GitHubAvailability, type StorePlan } from './store/choose-stores.ts'
import type { ImageSubject, Subject } from './subjects/subject.ts'

/** What is attested, with sentences for the log. */
export type Resolved = { readonly subjects: readonly Subject[]; readonly notes: readonly string[] }

export type PreparingPorts = {
  readonly log: Log
  /** Without a slash at its end. */
  readonly serverUrl: string
  /** What the event says of the repository; undefined when it says nothing. */
  readonly visibility: string | undefined
  subjects(): Promise<Resolved>
  /** All that is to be said but provenance. */
  documents(): Promise<readonly Claim[]>
  /** Rejects when the job may not do all that is planned. */
  preflight(plan: PreflightPlan): Promise<GitHubAvailability>
  identity(): Promise<RunIdentity>
  /** Throws where the run has no service for artifacts. */
  requireArtifacts(): void
  /** Rejects when the folder that the workflow names for the bundles cannot be had. */
  requireOutputFolder(): Promise<void>
}

/** All that is decided before anything is signed. */
export type Prepared = {
  readonly subjects: readonly Subject[]
  readonly planned: readonly PlannedStatement[]
  readonly stores: StorePlan
  readonly identity: RunIdentity
  /** Undefined when none is signed. */
  readonly provenance: Provenance | undefined
}

/** Reads and checks everything; the first things that leave a trace are those of the preflight. */
export const prepare = async (inputs: Inputs, ports: PreparingPorts): Promise<Prepared> => {
  const { log } = ports
  const [{ subjects, notes }, documents] = await Promise.all([ports.subjects(), ports.documents()])
  for (const note of notes) log.info(note)
  // A document that fits no subject is told before anything is tried.
  planStatements(subjects, documents)
  const images = subjects.filter((subject) => subject.kind === 'image')
  const github = await ports.preflight(preflightPlan(inputs, images))
  const identity = await ports.identity()
  const provenance = inputs.said.provenance ? provenanceOf(identity, ports) : undefined
  const claims = [...(provenance === undefined ? [] : [provenanceClaim(provenance)]), ...documents]
  const stores = withinReach(storesFor(inputs, subjects, github, ports.visibility), inputs, ports)
  for (const warning of stores.warnings) log.warning(warning)
  await ports.requireOutputFolder()
  const planned = planStatements(subjects, claims)
  if (planned.length === 0) throw NOTHING_TO_SIGN()
  return { subjects, planned, stores, identity, provenance }
}

/** Green would claim that something is attested. */
const NOTHING_TO_SIGN = () =>
  new UserError(
    "There is nothing to sign: the inputs name no subject, or nothing to say of it, only comments for example. Set 'images' or 'subject-path', and 'provenance: true' or a document.",
  )

const preflightPlan = (
  { store: { stores, pushToRegistry } }: Inputs,
  images: readonly ImageSubject[],
): PreflightPlan => {
  const pushes = stores === 'auto' ? pushToRegistry !== false : stores.includes('registry')
  const targets = new Map(images.map(({ registry, name }) => [name, { registry, name }]))
  return {
    signsAsWorkflow: true,
    github: stores === 'auto' ? 'wanted' : stores.includes('github') ? 'required' : 'no',
    pushTargets: pushes ? [...targets.values()] : [],
  }
}

const storesFor = (
  { store: { stores, pushToRegistry } }: Inputs,
  subjects: readonly Subject[],
  github: GitHubAvailability,
  visibility: string | undefined,
): StorePlan => {
  const plan = chooseStores(stores, {
    hasImages: subjects.some(({ kind }) => kind === 'image'),
    hasFiles: subjects.some(({ kind }) => kind === 'file'),
    github,
    visibility,
  })
  if (pushToRegistry !== false) return plan
  return { ...plan, images: plan.images.filter((store) => store !== 'registry') }
}

/** Of images nothing is lost where the registry has all; whoever asks for an artifact, or has files, needs the service. */
const withinReach = (
  plan: StorePlan,
  { store: { stores } }: Inputs,
  { requireArtifacts }: Pick<PreparingPorts, 'requireArtifacts'>,
): StorePlan => {
  if (![...plan.images, ...plan.files].includes('artifact')) return plan
  try {
    requireArtifacts()
    return plan
  } catch (thrown) {
    const isSpare = stores === 'auto' && plan.files.length === 0 && plan.images.includes('registry')
    if (!(thrown instanceof UserError && isSpare)) throw thrown
    const images = plan.images.filter((store) => store !== 'artifact')
    return { ...plan, images, warnings: [...plan.warnings, thrown.message] }
  }
}

const provenanceOf = (
  { workflow }: RunIdentity,
  { serverUrl }: Pick<PreparingPorts, 'serverUrl'>,
): Provenance => {
  if (workflow !== undefined) return provenancePredicate(workflow, serverUrl)
  throw new UserError(
    "Provenance tells of a run of GitHub Actions, and this is none. Set 'provenance: false' and name another statement to sign.",
  )
}

const provenanceClaim = (predicate: Provenance): Claim => ({
  kind: 'provenance',
  predicateType: PREDICATE_TYPES.provenance[0],
  predicate,
  namedDigests: [],
  about: { kind: 'whole' },
  source: "Input 'provenance'",
})
