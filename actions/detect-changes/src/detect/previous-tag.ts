import { previousTag } from '../base/previous-tag.ts'
import type { Detection } from '../detection.ts'
import { isMissing } from '../found.ts'
import type { History } from '../history.ts'
import { isSha } from '../sha.ts'
import { between, unknown } from './compare.ts'

/** All that differs from the tag before; everything when there is none. */
export const sincePreviousTag = async (
  { tag, head }: { readonly tag: string; readonly head: string },
  history: History,
): Promise<Detection> => {
  const tags = await history.tags()
  if (isMissing(tags)) return unknown(head, tags.missing)
  const previous = previousTag(tag, head, tags.value)
  if (previous.kind === 'none') return { kind: 'everything', head, why: previous.why }
  if (!isSha(previous.commit)) return unknown(head, 'the tag before names no commit id')
  return between(history, { base: previous.commit, head, why: previous.why })
}
