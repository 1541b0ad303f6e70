import type { Environment } from '@ci-kit/core/event'

/** Git variables that say how to reach and trust a server; all others could change what is compared. */
const KEPT = /^GIT_(?:ASKPASS|SSH|SSL|PROXY|CONFIG_(?:COUNT|KEY_|VALUE_|GLOBAL|SYSTEM|NOSYSTEM))/

/** Settings by environment: they win over every file, and no file is written. */
export type Setting = readonly [name: string, value: string]

const ALWAYS: readonly Setting[] = [
  // In a container the checkout belongs to another user, and Git refuses it.
  ['safe.directory', '*'],
]

/**
 * The environment of Git: the runner's without the step's inputs, messages in
 * English, no prompts, no locks, no replaced or
 * grafted objects.
 */
export const gitEnvironment = (
  env: Environment,
  settings: readonly Setting[] = [],
): Environment => {
  const kept = Object.entries(env).filter(
    ([name]) => !name.startsWith('INPUT_') && (!name.startsWith('GIT_') || KEPT.test(name)),
  )
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: '/dev/null',
    GIT_NO_LAZY_FETCH: '1',
    ...numbered(Number(env.GIT_CONFIG_COUNT) || 0, [...ALWAYS, ...settings]),
  }
}

/** Adds to the settings that the workflow passes in the same way. */
const numbered = (from: number, settings: readonly Setting[]): Environment => ({
  ...Object.fromEntries(
    settings.flatMap(([name, value], index) => [
      [`GIT_CONFIG_KEY_${from + index}`, name],
      [`GIT_CONFIG_VALUE_${from + index}`, value],
    ]),
  ),
  GIT_CONFIG_COUNT: String(from + settings.length),
})
