import { visible } from '@ci-kit/core/log'
import { attributes } from '../build/attributes.ts'

/** A cache to read or to write, as the attributes of `--cache-from` and `--cache-to`. */
export type CacheEntry = {
  /** In the order in which they are written, `type` first. */
  readonly attributes: ReadonlyMap<string, string>
  /** The policy of the event, the input `local-cache`, or an entry of the author. */
  readonly origin: 'policy' | 'local-cache' | 'input'
}

/** An entry as the value of one argument. */
export const entryLine = (entry: Pick<CacheEntry, 'attributes'>): string =>
  attributes([...entry.attributes])

export const entryType = (entry: CacheEntry): string => entry.attributes.get('type') ?? ''

/** What people know the cache by: a reference, a folder, or its type with its scope or name. */
export const entryName = (entry: CacheEntry): string => {
  const from = entry.attributes
  const known = from.get('ref') ?? from.get('src') ?? from.get('dest')
  if (known !== undefined) return known
  const name = from.get('scope') ?? from.get('name')
  return name === undefined ? entryType(entry) : `${entryType(entry)} ${visible(name)}`
}

/** A cache in a registry that is read. */
export const registryImport = (ref: string): CacheEntry => ({
  attributes: new Map([
    ['type', 'registry'],
    ['ref', ref],
  ]),
  origin: 'policy',
})

/**
 * A cache in a registry that is written. Amazon ECR takes the manifest only as
 * an image's (the default from BuildKit 0.21 on), and a cache that cannot be
 * written must not fail a build whose image was pushed.
 */
export const registryExport = (ref: string, mode: string): CacheEntry => ({
  attributes: new Map([
    ['type', 'registry'],
    ['ref', ref],
    ['mode', mode],
    ['image-manifest', 'true'],
    ['oci-mediatypes', 'true'],
    ['ignore-error', 'true'],
  ]),
  origin: 'policy',
})
