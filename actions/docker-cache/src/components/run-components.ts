import { messageOf } from '@ci-kit/core/errors'
import type { Built, Component, ComponentResult } from './component.ts'

export type RunOptions = {
  /** How many are built at once, 1 or more. */
  readonly concurrency: number
  /** Whether one failure makes the rest pointless: then no further one is started. */
  readonly allOrNone: boolean
}

/** Builds one component; `needed` holds what was built for its `needs`, by name. */
export type BuildComponent = (
  component: Component,
  needed: ReadonlyMap<string, Built>,
) => Promise<Built>

/**
 * Builds all components, each after those that it needs, first come first
 * served in the order of the list, and never more than `concurrency` at once.
 * Builds that run when another one fails end normally, because what they have
 * done so far warms the caches of the next run. Never throws: the answer has
 * one result a component, in the order of the list.
 */
export const runComponents = async (
  components: readonly Component[],
  options: RunOptions,
  build: BuildComponent,
): Promise<readonly ComponentResult[]> => {
  const results = new Map<string, ComponentResult>()
  const running = new Map<string, Promise<void>>()
  const waiting = new Set(components)
  const start = (component: Component): void => {
    waiting.delete(component)
    const end = attempt(component, neededBy(component, results), build).then((result) => {
      results.set(component.name, result)
      running.delete(component.name)
    })
    running.set(component.name, end)
  }
  for (;;) {
    dropHopeless(waiting, results, options.allOrNone)
    const free = options.concurrency - running.size
    for (const component of ready(waiting, results).slice(0, Math.max(0, free))) start(component)
    // A race of nobody never ends.
    if (running.size === 0) break
    await Promise.race(running.values())
  }
  return components.map((component) => results.get(component.name) ?? notStarted(component, NEVER))
}

const NEVER = 'what it needs was never built'

const attempt = async (
  component: Component,
  needed: ReadonlyMap<string, Built>,
  build: BuildComponent,
): Promise<ComponentResult> => {
  try {
    return { component, outcome: 'built', built: await build(component, needed) }
  } catch (thrown) {
    return { component, outcome: 'failed', reason: messageOf(thrown), thrown }
  }
}

type Results = ReadonlyMap<string, ComponentResult>

const ready = (waiting: ReadonlySet<Component>, results: Results): readonly Component[] =>
  [...waiting].filter(({ needs }) => needs.every((name) => results.get(name)?.outcome === 'built'))

const neededBy = ({ needs }: Component, results: Results): ReadonlyMap<string, Built> =>
  new Map(
    needs.flatMap((name) => {
      const result = results.get(name)
      return result?.outcome === 'built' ? [[name, result.built] as const] : []
    }),
  )

/** Settles all that can no longer be started; one of those may take others with it. */
const dropHopeless = (
  waiting: Set<Component>,
  results: Map<string, ComponentResult>,
  allOrNone: boolean,
): void => {
  const failed = [...results.values()].find(({ outcome }) => outcome === 'failed')
  for (let before = -1; before !== waiting.size; ) {
    before = waiting.size
    for (const component of waiting) {
      const because = hopelessBecause(component, results, allOrNone ? failed : undefined)
      if (because === undefined) continue
      results.set(component.name, notStarted(component, because))
      waiting.delete(component)
    }
  }
}

const hopelessBecause = (
  { needs }: Component,
  results: Results,
  failed: ComponentResult | undefined,
): string | undefined => {
  for (const name of needs) {
    const outcome = results.get(name)?.outcome
    if (outcome === 'failed') return `it needs '${name}', which failed`
    if (outcome === 'not-started') return `it needs '${name}', which was not started`
  }
  return failed && `'${failed.component.name}' failed, and 'all-or-none' is on`
}

const notStarted = (component: Component, because: string): ComponentResult => ({
  component,
  outcome: 'not-started',
  because,
})
