import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Claim } from '../predicates/claim.ts'
import { MOST_SUBJECTS } from '../subjects/distinct-files.ts'
import type { FileSubject, Subject } from '../subjects/subject.ts'
import type { PlannedStatement } from './planned-statement.ts'
import { type Receiver, receiversOf } from './receivers.ts'
import { sameJson } from './same-json.ts'

/** Each is signed, stored and read back; more would not end within a job. */
export const MOST_STATEMENTS = 256

/**
 * The statements that have to be there when the step ends: the claims in
 * their order, each for the subjects in theirs. Throws {@link UserError} when a
 * claim is about nothing that is attested, names another image itself, says
 * something else than an equal one, or when there is too much.
 */
export const planStatements = (
  subjects: readonly Subject[],
  claims: readonly Claim[],
): readonly PlannedStatement[] => {
  const planned = new Map<string, Planned>()
  for (const claim of claims)
    for (const receiver of receiversOf(claim, subjects)) {
      requireOwnImage(claim, receiver)
      const statement = plannedFor(claim, receiver)
      const { predicateType, subjects: named } = statement.statement
      const key = JSON.stringify([predicateType, named])
      const equal = planned.get(key)
      if (equal === undefined) planned.set(key, { claim, statement })
      else requireSameWords(equal, { claim, statement })
      if (planned.size > MOST_STATEMENTS)
        throw new UserError(
          `There are more than ${MOST_STATEMENTS} statements to sign. Split the subjects over several steps.`,
        )
    }
  return [...planned.values()].map(({ statement }) => statement)
}

type Planned = { readonly claim: Claim; readonly statement: PlannedStatement }

const plannedFor = (
  { kind, predicateType, predicate }: Claim,
  receiver: Receiver,
): PlannedStatement => {
  const about = receiver.kind === 'files' ? ofFiles(receiver.files) : ofImage(receiver)
  const count = about.subjects.length
  if (count > MOST_SUBJECTS)
    throw new UserError(
      `One statement would name ${count} subjects, ${MOST_SUBJECTS} are allowed. Split them over several steps.`,
    )
  const { subjects, places } = about
  return { statement: { subjects, predicateType, predicate }, kind, places }
}

const ofFiles = (files: readonly FileSubject[]) => ({
  subjects: files.map(({ name, digest }) => ({ name, digest })),
  places: [],
})

const ofImage = ({ image, manifests }: Extract<Receiver, { readonly kind: 'image' }>) => ({
  subjects: manifests.map(({ descriptor: { digest } }) => ({ name: image.name, digest })),
  places: manifests.map((manifest) => ({ image, manifest })),
})

/**
 * A document that names digests of images has to name this one, or the index
 * that holds it. Whoever signs the SBOM of another image makes it true for all
 * who verify.
 */
const requireOwnImage = ({ namedDigests, source }: Claim, receiver: Receiver): void => {
  if (receiver.kind === 'files' || namedDigests.length === 0) return
  const { image, manifests } = receiver
  const own = [image.top, ...manifests].map(({ descriptor }) => descriptor.digest)
  if (namedDigests.some((digest) => own.includes(digest))) return
  throw new UserError(
    `${source} says that it is about ${visible(namedDigests.join(', '), 300)}, and would be signed for ${manifests.map(({ descriptor }) => descriptor.digest).join(', ')} of ${image.name}. Make it from the image by its digest in the registry, or name the right file.`,
  )
}

/** The same again is left out; two that differ would leave it open which one holds. */
const requireSameWords = (
  { claim: earlier, statement: { statement: other } }: Planned,
  { claim, statement: { statement } }: Planned,
): void => {
  if (sameJson(other.predicate, statement.predicate)) return
  const [subject] = statement.subjects
  throw new UserError(
    `${claim.source} and ${earlier.source} are both to be signed as ${visible(statement.predicateType, 200)} for ${visible(subject?.name ?? '', 200)}@${subject?.digest}, and say different things. Leave one of them out.`,
  )
}
