import type { BaseWanted, Wanted } from '@ci-kit/detect-changes/base/wanted'

/** What an action with empty inputs and a token wants. */
export const wanted = (more: Partial<Wanted> = {}): Wanted => ({
  base: { kind: 'auto' },
  ref: undefined,
  job: undefined,
  hasToken: true,
  workflow: 'ci.yml',
  runId: 99,
  ...more,
})

export const LAST_SUCCESS: BaseWanted = { kind: 'last-success' }
export const SINCE_LAST_PUSH: BaseWanted = { kind: 'since-last-push' }
export const LAST_DEPLOYED: BaseWanted = { kind: 'last-deployed', environment: 'production' }

export const revision = (name: string): BaseWanted => ({ kind: 'revision', revision: name })

/** A reason reads well behind `compared: abc..def, ` and in front of a full stop. */
export const REASON = /^['\w][^\n]{10,}[^.\s]$/

/** All reasons in a plan, its second tries included. */
export const reasonsIn = (plan: object): readonly string[] =>
  Object.entries(plan).flatMap(([name, value]: [string, unknown]) => {
    if (name === 'why' && typeof value === 'string') return [value]
    return name === 'otherwise' && typeof value === 'object' && value !== null
      ? reasonsIn(value)
      : []
  })
