import type { Built, Component, ComponentResult } from '@ci-kit/docker-cache/components/component'
import { parseComponents } from '@ci-kit/docker-cache/components/parse-components'

/** Components with those needs, and nothing else of note. */
export const componentsWith = (
  needs: Readonly<Record<string, readonly string[]>>,
): readonly Component[] =>
  parseComponents(
    JSON.stringify(
      Object.entries(needs).map(([name, each]) => ({
        name,
        'image-name': `org/${name}`,
        needs: each,
      })),
    ),
    () => {
      throw new Error('JSON needs no YAML parser')
    },
  )

export const builtAs = (name: string, built: Partial<Built> = {}): Built => ({
  repository: `registry.test/org/${name}`,
  digest: `sha256:${name}`,
  references: [`registry.test/org/${name}:main`],
  skipped: false,
  cachedSteps: 1,
  totalSteps: 2,
  cacheWritten: true,
  durationMs: 10,
  ...built,
})

/** Results in that order; a built one by what is special about it. */
export const resultsOf = (
  outcomes: Readonly<Record<string, Partial<Built> | 'failed' | 'not-started'>>,
): readonly ComponentResult[] => {
  const components = componentsWith(
    Object.fromEntries(Object.keys(outcomes).map((name) => [name, []])),
  )
  return components.map((component): ComponentResult => {
    const outcome = outcomes[component.name]
    if (outcome === 'failed')
      return { component, outcome, reason: 'RUN make failed.', thrown: new Error() }
    if (outcome === 'not-started') return { component, outcome, because: 'another failed' }
    return { component, outcome: 'built', built: builtAs(component.name, outcome) }
  })
}
