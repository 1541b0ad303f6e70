import type { Context } from '@ci-kit/core/event'
import { isCacheTag } from '../cache/cache-refs.ts'
import { refNameOf } from './ref-name.ts'
import { hashedTag, tagName } from './tag-name.ts'

/**
 * The tag of an image whose author asked for none: the branch's name, the
 * git tag (a leading `v` before a version is dropped), or `pr-<number>`.
 * Undefined when the run has no ref. A name that a cache could have is changed.
 */
export const defaultTag = (context: Context): string | undefined => {
  const ref = refNameOf(context)
  if (ref.kind === 'none') return undefined
  const name = ref.kind === 'tag' ? ref.name.replace(/^v(?=\d+\.\d+\.\d+)/, '') : ref.name
  return isCacheTag(name) ? hashedTag(name, 'ref-') : tagName(name)
}
