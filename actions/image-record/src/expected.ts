import { UserError } from '@ci-kit/core/errors'
import { isObject, jsonIn } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { COMPONENT, COMPONENT_RULE } from './component.ts'

/** As many as a matrix of GitHub has jobs. */
const MOST = 256
const ADVICE =
  'Write a JSON list of components, such as \'["api", "web"]\', or output \'images\' of pipeline-plan.'

/**
 * Reads input `expected`: a list of names, or of objects with member
 * `component`, or a matrix with such a list as `include`. Each name once.
 * Throws {@link UserError}.
 */
export const expectedComponents = (text: string): readonly string[] => {
  const value = jsonIn(text)
  const list: unknown = isObject(value) ? value.include : value
  if (!Array.isArray(list)) throw new UserError(`Input 'expected' is no list. ${ADVICE}`)
  if (list.length > MOST)
    throw new UserError(`Input 'expected' has ${list.length} components, ${MOST} are allowed.`)
  return [...new Set(list.map(componentOf))]
}

const componentOf = (entry: unknown, index: number): string => {
  const name = isObject(entry) ? entry.component : entry
  if (typeof name === 'string' && COMPONENT.test(name)) return name
  const said = typeof name === 'string' ? `'${visible(name, 100)}'` : 'not there'
  throw new UserError(
    `Input 'expected', entry ${index + 1}: the component is ${said}. Use ${COMPONENT_RULE}. ${ADVICE}`,
  )
}
