import { messageOf, UserError } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import type { Digest } from '@ci-kit/oci/digest'
import type { Manifest } from '@ci-kit/oci/manifest'
import type { Repository } from '@ci-kit/oci/registry'
import { RegistryError } from '@ci-kit/oci/registry-error'

export type TagWriter = { readonly manifests: Pick<Repository['manifests'], 'put' | 'head'> }

export type WrittenTag = {
  readonly tag: string
  /** `kept`: the registry refused to write it, because it holds this very image already. */
  readonly outcome: 'written' | 'kept'
  readonly milliseconds: number
}

export type Tagged = {
  readonly digest: Digest
  /** In the order that was asked for; the key is not among them. */
  readonly tags: readonly WrittenTag[]
  /** Why the key tag could not be written, which costs the next run a build and nothing more. */
  readonly keyFailure?: string
}

export type TagOptions = {
  /** The tag by which the next run finds the image, written when all others are. */
  readonly thenKey?: string
}

const AT_ONCE = 8

/**
 * Writes the same bytes under every tag, so that all of them are one digest;
 * no blob is moved. A digest stands in for a tag where an image shall have no
 * name. Throws `UserError` that names the tags that could not be written; the
 * others are written all the same, the key is not.
 */
export const tagImage = async (
  { manifests }: TagWriter,
  manifest: Manifest,
  tags: readonly string[],
  { thenKey }: TagOptions = {},
): Promise<Tagged> => {
  const results = await inParallel([...new Set(tags)], AT_ONCE, async (tag) =>
    settled(tag, () => written(manifests, manifest, tag)),
  )
  const failed = results.filter((result) => 'failure' in result)
  if (failed.length > 0) throw notTagged(failed, results.length)
  const done = results.flatMap((result) => ('failure' in result ? [] : [result]))
  const tagged = { digest: manifest.digest, tags: done }
  if (thenKey === undefined) return tagged
  const key = await settled(thenKey, () => written(manifests, manifest, thenKey))
  return 'failure' in key ? { ...tagged, keyFailure: key.failure } : tagged
}

type Failed = { readonly tag: string; readonly failure: string }

const settled = async (
  tag: string,
  write: () => Promise<WrittenTag>,
): Promise<WrittenTag | Failed> => {
  try {
    return await write()
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    return { tag, failure: messageOf(thrown) }
  }
}

const written = async (
  manifests: TagWriter['manifests'],
  manifest: Manifest,
  tag: string,
): Promise<WrittenTag> => {
  const start = performance.now()
  const outcome = await put(manifests, manifest, tag)
  return { tag, outcome, milliseconds: Math.round(performance.now() - start) }
}

/** Registries with immutable tags refuse even what is there already, each with a status of its own. */
const put = async (
  manifests: TagWriter['manifests'],
  manifest: Manifest,
  tag: string,
): Promise<WrittenTag['outcome']> => {
  try {
    await manifests.put(tag, manifest)
    return 'written'
  } catch (thrown) {
    const status = thrown instanceof RegistryError ? (thrown.status ?? 0) : 0
    const refused = status >= 400 && status < 500 && status !== 401 && status !== 429
    if (refused && (await holds(manifests, manifest, tag))) return 'kept'
    throw thrown
  }
}

const holds = async (
  manifests: TagWriter['manifests'],
  { digest }: Manifest,
  tag: string,
): Promise<boolean> => {
  try {
    return (await manifests.head(tag))?.digest === digest
  } catch (thrown) {
    // The refusal to write says more than that the tag cannot be looked at either.
    if (thrown instanceof RegistryError) return false
    throw thrown
  }
}

const notTagged = (failed: readonly Failed[], total: number): UserError => {
  const [first] = failed
  const names = failed.map(({ tag }) => tag).join(', ')
  return new UserError(
    total === 1
      ? (first?.failure ?? '')
      : `${failed.length} of ${total} tags could not be written: ${names}. ${first?.failure}`,
  )
}
