import { attachBundles } from '@ci-kit/attestation/attach/attach-bundles'
import type { NewAttachment } from '@ci-kit/attestation/attach/attached'
import { EMPTY_CONFIG, referrerOf } from '@ci-kit/attestation/attach/referrer-manifest'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import { descriptorIn, descriptorsInIndex } from '@ci-kit/oci/descriptor'
import { OCI_INDEX } from '@ci-kit/oci/media-types'
import { referrersTag } from '@ci-kit/oci/referrers'
import { registryClient } from '@ci-kit/oci/registry'
import { RegistryError } from '@ci-kit/oci/registry-error'

/**
 * One of several processes that attach to the same digest. Starts when told
 * to, and sends the milliseconds that each of its rounds took.
 */
const [host = '', subjectJson = '{}', number = '', rounds = '0', way = ''] = process.argv.slice(2)
const given: unknown = JSON.parse(subjectJson)
const subject = descriptorIn(given)
if (subject === undefined) throw new Error('the subject is a descriptor')
const repository = registryClient({ host }).repository('race/app')

/** What other tools do: read, append, write, believe. */
const naive = async (attachment: NewAttachment): Promise<void> => {
  const { digest, manifest, bundle, entry } = referrerOf(subject, attachment)
  const tag = referrersTag(subject.digest)
  await repository.blobs.put(EMPTY_CONFIG)
  await repository.blobs.put(bundle)
  await repository.manifests.put(digest, manifest)
  const found = await repository.manifests.get(tag).catch((thrown: unknown) => {
    if (thrown instanceof RegistryError && thrown.status === 404) return undefined
    throw thrown
  })
  const manifests = [...((found && descriptorsInIndex(found.bytes)) ?? []), entry]
  const index = { schemaVersion: 2, mediaType: OCI_INDEX, manifests }
  const bytes = Buffer.from(JSON.stringify(index))
  await repository.manifests.put(tag, { mediaType: OCI_INDEX, bytes })
}

const merging = async (attachment: NewAttachment): Promise<void> => {
  const log = { debug: () => undefined }
  await attachBundles(repository, subject, [attachment], {
    clock: systemClock,
    random: Math.random,
    log,
  })
}

process.once('message', async () => {
  const times: number[] = []
  for (let round = 0; round < Number(rounds); round += 1) {
    const bundle = Buffer.from(JSON.stringify({ writer: number, round }))
    const start = performance.now()
    await (way === 'naive' ? naive : merging)({ bundle, predicateType: 'https://example.com/race' })
    times.push(performance.now() - start)
  }
  process.send?.({ times }, () => process.disconnect())
})
process.send?.('ready')
