import { isDeepStrictEqual } from 'node:util'
import { type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { AttestationError } from '../attestation-error.ts'
import { certifiedNames } from '../verify/certified-names.ts'
import type { Signer } from '../verify/signer.ts'
import type { Provenance } from './provenance.ts'

/**
 * Whether two provenance predicates tell of the same run. The attempt does not
 * count: a job that is run again attests what an earlier attempt has built.
 */
export const sameProvenance = (a: Json, b: Json): boolean =>
  isDeepStrictEqual(withoutAttempt(a), withoutAttempt(b))

const withoutAttempt = (predicate: Json): Json => {
  const details = objectAt(predicate, 'runDetails')
  const metadata = objectAt(details, 'metadata')
  const invocation = stringAt(metadata, 'invocationId')
  if (invocation === undefined) return predicate
  const invocationId = invocation.replace(/\/attempts\/\d+$/, '')
  return { ...predicate, runDetails: { ...details, metadata: { ...metadata, invocationId } } }
}

/**
 * Throws {@link AttestationError} unless the certificate says what the
 * predicate says: the predicate was written by the job, the certificate by an
 * authority that has checked the token.
 */
export const requireAgreement = (
  { buildDefinition, runDetails }: Provenance,
  signer: Signer,
): void => {
  const { workflow } = buildDefinition.externalParameters
  const { github } = buildDefinition.internalParameters
  const [source] = buildDefinition.resolvedDependencies
  const sourceOf = ({ sourceRepository, sourceRef }: Signer) =>
    sourceRepository && sourceRef && `git+${sourceRepository}@${sourceRef}`
  const pairs: readonly (readonly [string, string, string | undefined])[] = [
    ['builder', runDetails.builder.id, signer.identity],
    ['source', source.uri, sourceOf(signer)],
    ['commit', source.digest.gitCommit, signer.sourceDigest],
    ['run', runDetails.metadata.invocationId, signer.runUrl],
    ['workflow', `${workflow.repository}/${workflow.path}@${workflow.ref}`, signer.buildConfig],
    ['event', github.event_name, signer.trigger],
    ['repository id', github.repository_id, signer.sourceRepositoryId],
    ['owner id', github.repository_owner_id, signer.sourceOwnerId],
    ['runner', github.runner_environment, signer.runner],
  ]
  const differing = pairs.filter(
    ([, said, certified]) => certified === undefined || !certifiedNames(said).includes(certified),
  )
  if (differing.length === 0) return
  const list = differing.map(
    ([what, said, certified]) => `${what} ${shown(said)}, the certificate ${shown(certified)}`,
  )
  throw new AttestationError(
    'predicate',
    `The provenance does not say what its certificate says: it names the ${list.join('; ')}. Check GITHUB_SERVER_URL, and that the identity token is of this run.`,
  )
}

const shown = (text: string | undefined): string =>
  text === undefined ? 'says nothing' : `"${visible(text, 300)}"`
