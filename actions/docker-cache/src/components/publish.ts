import { messageOf } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import type { Built, ComponentResult } from './component.ts'

/** What became of the tags of one component. */
export type Published = {
  readonly name: string
  /** References that name the image now. */
  readonly tagged: readonly string[]
  readonly untagged: readonly Untagged[]
}

export type Untagged = { readonly reference: string; readonly reason: string }

/** Gives a pushed image one more name: puts its manifest under a reference. */
export type TagImage = (built: Built, reference: string) => Promise<void>

/** Each is one small request, and registries count them. */
const AT_ONCE = 8

/**
 * Tags what was pushed by digest. With `allOrNone` nothing is tagged unless
 * every component was built, so that a release is never half there. Tagging
 * itself can fail half-way, and no registry has a transaction: the answer tells
 * for each reference whether it was set. Never throws. Has one member for each
 * component that was built.
 */
export const publishAll = async (
  results: readonly ComponentResult[],
  allOrNone: boolean,
  tag: TagImage,
): Promise<readonly Published[]> => {
  const missing = allOrNone ? results.find(({ outcome }) => outcome !== 'built') : undefined
  const reasons = new Map<Work, string | undefined>()
  const work = results.flatMap(workOf)
  if (missing === undefined)
    await inParallel(work, AT_ONCE, async (each) => reasons.set(each, await set(each, tag)))
  else for (const each of work) reasons.set(each, because(missing))
  return results
    .filter(({ outcome }) => outcome === 'built')
    .map(({ component: { name } }) => publishedOf(name, work, reasons))
}

type Work = { readonly name: string; readonly built: Built; readonly reference: string }

const workOf = (result: ComponentResult): readonly Work[] => {
  if (result.outcome !== 'built') return []
  const { component, built } = result
  return [...new Set(built.references)].map((reference) => ({
    name: component.name,
    built,
    reference,
  }))
}

const because = ({ component: { name }, outcome }: ComponentResult): string =>
  `'${name}' ${outcome === 'failed' ? 'failed' : 'was not started'}, and 'all-or-none' is on`

/** Why the tag could not be set, undefined when it was. */
const set = async ({ built, reference }: Work, tag: TagImage): Promise<string | undefined> => {
  try {
    await tag(built, reference)
    return undefined
  } catch (thrown) {
    return messageOf(thrown)
  }
}

const publishedOf = (
  name: string,
  work: readonly Work[],
  reasons: ReadonlyMap<Work, string | undefined>,
): Published => {
  // In the order in which they were asked for, not in which they were set.
  const own = work
    .filter((each) => each.name === name)
    .map((each) => [each, reasons.get(each)] as const)
  return {
    name,
    tagged: own.filter(([, reason]) => reason === undefined).map(([{ reference }]) => reference),
    untagged: own.flatMap(([{ reference }, reason]) =>
      reason === undefined ? [] : [{ reference, reason }],
    ),
  }
}
