import { UserError } from '@ci-kit/core/errors'
import { isObject } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'

/** The components that a job is for: their names, or every one there is. */
export type Served = 'all' | readonly string[]

/** By id of the job. */
export type JobMap = ReadonlyMap<string, Served>

/**
 * Reads input 'jobs', a YAML mapping from a job to a component, to a list of
 * them, or to `*`. Rejects with a {@link UserError}.
 */
export const readJobMap = async (text: string): Promise<JobMap> => {
  if (text === '') return new Map()
  const { parseYaml } = await import('@ci-kit/core/yaml')
  const value = parseYaml(text, "Input 'jobs'") ?? {}
  if (!isObject(value)) {
    throw new UserError(`Input 'jobs' is not a mapping. Write one 'job: component' a line.`)
  }
  return new Map(Object.entries(value).map(([id, served]) => [id, servedBy(id, served)]))
}

const servedBy = (id: string, value: unknown): Served => {
  const names = Array.isArray(value) ? value : [value]
  if (names.length === 0 || !names.every((name) => typeof name === 'string' && name !== '')) {
    throw new UserError(
      `Input 'jobs' gives job '${visible(id, 100)}' no component. Write its name, a list of names, or '*' in quotes for all; a job that may always be skipped belongs into 'allowed-skips'.`,
    )
  }
  return names.includes('*') ? 'all' : names
}
