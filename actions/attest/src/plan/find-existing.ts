import type { Discovery } from '@ci-kit/attestation/discover/discovery'
import type { EvidenceSource } from '@ci-kit/attestation/gate/evidence'
import type { VerifiedStatement } from '@ci-kit/attestation/verify/verifier'
import { messageOf, UserError } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import type { Log } from '@ci-kit/core/log'
import type { Digest } from '@ci-kit/oci/digest'
import type { Candidate } from '../prove/acceptance.ts'
import type { StorePlan } from '../store/choose-stores.ts'
import type { Place, PlannedStatement } from './planned-statement.ts'
import type { FoundStatement } from './reuse.ts'

export type ExistingPorts = {
  readonly log: Log
  /** What is attached in the registry. Rejects when it cannot be asked. */
  attached(place: Place, predicateTypes: readonly string[]): Promise<Discovery>
  /** Undefined without a token. */
  readonly github: EvidenceSource | undefined
  /** Undefined for what does not count. */
  accepted(candidate: Candidate): Promise<VerifiedStatement | undefined>
}

const AT_ONCE = 4

/** What earlier runs have left in the stores of this one, verified. */
export const findExisting = async (
  planned: readonly PlannedStatement[],
  stores: StorePlan,
  ports: ExistingPorts,
): Promise<readonly FoundStatement[]> => {
  const inRegistry = stores.images.includes('registry') ? inRegistries(planned, ports) : []
  const onGitHub = [...stores.images, ...stores.files].includes('github')
    ? fromGitHub(planned, ports)
    : []
  return (await Promise.all([inRegistry, onGitHub])).flat()
}

/** Every manifest once, with the types that are planned for it. */
export const placesOf = (
  planned: readonly PlannedStatement[],
): readonly { readonly place: Place; readonly types: readonly string[] }[] => {
  const found = new Map<string, { place: Place; types: Set<string> }>()
  for (const { places, statement } of planned)
    for (const place of places) {
      const key = `${place.image.name}@${place.manifest.descriptor.digest}`
      const known = found.get(key) ?? { place, types: new Set<string>() }
      known.types.add(statement.predicateType)
      found.set(key, known)
    }
  return [...found.values()].map(({ place, types }) => ({ place, types: [...types] }))
}

const inRegistries = async (
  planned: readonly PlannedStatement[],
  { attached, accepted }: ExistingPorts,
): Promise<readonly FoundStatement[]> => {
  const found = await inParallel(placesOf(planned), AT_ONCE, async ({ place, types }) => {
    const subject = place.manifest.descriptor.digest
    const { attachments } = await attached(place, types)
    const verified = await inParallel(attachments, AT_ONCE, async ({ where, bundle, referrer }) => {
      const statement = await accepted({ where, bundle, subject })
      return statement && { place, verified: statement, bundle, referrer }
    })
    return verified.flatMap((one) => one ?? [])
  })
  return found.flat()
}

/** One that names several subjects is listed at each of them, so the first is enough. */
const fromGitHub = async (
  planned: readonly PlannedStatement[],
  { github, accepted, log }: ExistingPorts,
): Promise<readonly FoundStatement[]> => {
  if (github === undefined) return []
  const wanted = new Map<Digest, Set<string>>()
  for (const { statement } of planned) {
    const [subject] = statement.subjects
    if (subject === undefined) continue
    const types = wanted.get(subject.digest) ?? new Set<string>()
    wanted.set(subject.digest, types.add(statement.predicateType))
  }
  try {
    const found = await inParallel([...wanted], AT_ONCE, async ([subject, types]) => {
      const { attachments } = await github.find(subject, [...types])
      const verified = await inParallel(attachments, AT_ONCE, async ({ where, bundle }) => {
        const statement = await accepted({ where, bundle, subject })
        return statement && { place: undefined, verified: statement, bundle, referrer: undefined }
      })
      return verified.flatMap((one) => one ?? [])
    })
    return found.flat()
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    // Then it is signed once more, which is no loss.
    log.notice(
      `GitHub could not be asked for earlier statements, so nothing of it is used again: ${messageOf(thrown)}`,
    )
    return []
  }
}
