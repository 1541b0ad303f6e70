import { UserError } from '@ci-kit/core/errors'
import { isObject, type Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { parseYaml } from '@ci-kit/core/yaml'

/**
 * The members of CreateService that an input names: JSON or YAML in the input
 * itself, or the path of a file that holds it. Undefined when the input is
 * empty. `read` answers the text of a file, and rejects with a
 * {@link UserError} that names the input and the path.
 */
export const createDocument = async (
  text: string,
  input: string,
  read: (path: string) => Promise<string>,
): Promise<Json | undefined> => {
  const value = text.trim()
  if (value === '') return undefined
  if (isWritten(value)) return membersIn(value, `Input '${input}'`)
  return membersIn(await read(value), `Input '${input}' (file '${visible(value, 200)}')`)
}

/** A path has no line breaks, and neither braces nor `name: value`. */
const isWritten = (value: string): boolean =>
  value.startsWith('{') || value.includes('\n') || /^[A-Za-z]+:(?:\s|$)/.test(value)

const membersIn = (text: string, origin: string): Json => {
  const document = parseYaml(text, origin)
  if (isObject(document)) return document
  throw new UserError(
    `${origin} holds no members of CreateService. Write them as JSON or YAML: 'desiredCount: 2', 'networkConfiguration: …'.`,
  )
}
