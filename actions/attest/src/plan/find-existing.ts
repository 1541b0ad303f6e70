import type { Attachment, Discovery } from '@ci-kit/attestation/discover/discovery'
import type { EvidenceSource } from '@ci-kit/attestation/gate/evidence'
import type { VerifiedStatement } from '@ci-kit/attestation/verify/verifier'
import { messageOf, UserError } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import type { Log } from '@ci-kit/core/log'
import type { Digest } from '@ci-kit/oci/digest'
import type { Candidate } from '../prove/acceptance.ts'
import type { StorePlan } from '../store/choose-stores.ts'
import { byPlace } from './by-place.ts'
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

const inRegistries = async (
  planned: readonly PlannedStatement[],
  ports: ExistingPorts,
): Promise<readonly FoundStatement[]> => {
  const groups = byPlace(planned, ({ places }) => places)
  const found = await inParallel(groups, AT_ONCE, async (group) => {
    const [{ place }] = group
    const types = new Set(group.map(({ item }) => item.statement.predicateType))
    const { attachments } = await ports.attached(place, [...types])
    return acceptedAmong(attachments, place.manifest.descriptor.digest, place, ports)
  })
  return found.flat()
}

/** `place` is where they were found, undefined outside of registries. */
const acceptedAmong = async (
  attachments: readonly Attachment[],
  subject: Digest,
  place: Place | undefined,
  { accepted }: Pick<ExistingPorts, 'accepted'>,
): Promise<readonly FoundStatement[]> => {
  const found = await inParallel(attachments, AT_ONCE, async ({ where, bundle, referrer }) => {
    const verified = await accepted({ where, bundle, subject })
    return verified && { place, verified, bundle, referrer }
  })
  return found.flatMap((one) => one ?? [])
}

/** One that names several subjects is listed at each of them, so the first is enough. */
const fromGitHub = async (
  planned: readonly PlannedStatement[],
  ports: ExistingPorts,
): Promise<readonly FoundStatement[]> => {
  const { github, log } = ports
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
      return acceptedAmong(attachments, subject, undefined, ports)
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
