import type { BaseWanted } from '@ci-kit/detect-changes/base/wanted'
import type { Detection } from '@ci-kit/detect-changes/detection'
import { type Scenario, truths } from './event-scenarios.ts'
import { difference, type World } from './event-world.ts'

export const asSet = (changes: readonly object[]) =>
  new Set(changes.map((change) => JSON.stringify(change)))

type Asked = { readonly scenario: Scenario; readonly base: BaseWanted; readonly world: World }

/** What is wrong with an answer: odd text, or fewer changes than the truth. Undefined when nothing is. */
export const faultIn = (
  { scenario, base, world }: Asked,
  detection: Detection,
  lines: readonly string[],
): object | undefined => {
  const text = [detection.kind === 'unknown' ? detection.reason : detection.why, ...lines].join(' ')
  const { payload } = scenario
  if (!TEXT.test(text)) return { text, payload }
  if (detection.kind !== 'known' || scenario.isDeletion) return undefined
  const told = asSet(detection.changes)
  const all = truths(scenario, base, world).map((truth) => asSet(difference(world, ...truth)))
  const isCovered = all.some((truth) => [...truth].every((change) => told.has(change)))
  return isCovered ? undefined : { base, world, payload, detection, all }
}

/** No control characters, and nothing from an odd payload. */
const TEXT = /^(?!.*(?:[\p{Cc}\p{Cf}]|EVIL|__proto__)).{10,600}$/u
