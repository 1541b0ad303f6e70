import type { Environment } from '@ci-kit/core/event'
import { isObject, stringAt } from '@ci-kit/core/json'
import type { StepState } from '@ci-kit/core/step-state'

/** Something of this step's own that must not outlive the job. */
export type CleanUp =
  /** A folder in RUNNER_TEMP that may hold credentials. */
  | { readonly kind: 'folder'; readonly path: string }
  /** A builder with its container and volume, and the folder where buildx keeps it. */
  | { readonly kind: 'builder'; readonly name: string; readonly config: string }

/** What is left to clean up, noted where the post step finds it however main ends. */
export type CleanUps = {
  /** To be called before the thing is made. */
  expect(item: CleanUp): void
  /** To be called when the thing is gone. */
  settle(item: CleanUp): void
}

const STATE = 'clean-up'

/**
 * The variable that the condition of the post step asks for,
 * `env[format('CI_KIT_DOCKER_CACHE_CLEAN_UP_{0}', github.action)] != ''`. The
 * variables of a job are shared by its steps, so each step has one of its own:
 * a step that has cleaned up never hides what another has left.
 */
export const variableOf = (env: Environment): string =>
  `CI_KIT_DOCKER_CACHE_CLEAN_UP_${env.GITHUB_ACTION ?? ''}`

export const cleanUps = (state: StepState, env: Environment): CleanUps => {
  const variable = variableOf(env)
  // The steps inside a composite action share one id: what an earlier one has left stays.
  const before = env[variable] ?? ''
  let items: readonly CleanUp[] = []
  const note = (next: readonly CleanUp[]): void => {
    items = next
    state.save(STATE, JSON.stringify(items))
    state.exportVariable(variable, items.length > 0 ? 'true' : before)
  }
  return {
    expect: (item) => note([...items, item]),
    settle: (item) => note(items.filter((other) => !isSame(other, item))),
  }
}

const isSame = (one: CleanUp, other: CleanUp): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

/** What main has left; nothing when it has cleaned up itself or never had to. */
export const leftOver = (state: StepState): readonly CleanUp[] => {
  const text = state.read(STATE)
  const saved: unknown = text === '' ? [] : JSON.parse(text)
  return Array.isArray(saved) ? saved.flatMap(cleanUpIn) : []
}

const cleanUpIn = (item: unknown): CleanUp[] => {
  if (!isObject(item)) return []
  const path = stringAt(item, 'path')
  if (item.kind === 'folder' && path !== undefined) return [{ kind: 'folder', path }]
  const name = stringAt(item, 'name')
  const config = stringAt(item, 'config')
  const isBuilder = item.kind === 'builder' && name !== undefined && config !== undefined
  return isBuilder ? [{ kind: 'builder', name, config }] : []
}
