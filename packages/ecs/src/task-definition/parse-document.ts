import { messageOf, UserError } from '@ci-kit/core/errors'
import { isObject, type Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { parseYaml, type YamlDocument, yamlDocument } from '@ci-kit/core/yaml'
import { type MemberPath, mapScalars, pathText } from './member-path.ts'
import { isTextMember } from './text-members.ts'

/** A task definition as its author wrote it. `origin` names it in messages: `Task definition 'web.json'`. */
export type WrittenDocument = { readonly document: Json; readonly origin: string }

/**
 * Reads a task definition in JSON or YAML: the document itself, or what
 * DescribeTaskDefinition answers. A text whose origin is a `.json` file has to
 * be JSON. Numbers and booleans become text as they are written where ECS
 * takes text. Throws {@link UserError} with the line and the fix.
 */
export const parseDocument = (text: string, origin: string, mustBeJson: boolean): Json => {
  if (text.trim() === '')
    throw new UserError(`${origin} is empty. Write a task definition into it.`)
  if (mustBeJson) refuseOtherThanJson(text, origin)
  // JSON is YAML as well, and this reader names the line of a member that is there twice.
  const advice = mustBeJson ? 'Correct the JSON.' : 'Correct the YAML.'
  const parsed = yamlDocument(text, origin, advice)
  const value = parseYaml(text, origin)
  if (!isObject(value)) {
    throw new UserError(`${origin} holds no object. Write members such as 'family: web' into it.`)
  }
  refuseMergeKeys(value, origin)
  const texts = mapScalars(value, (scalar, path) => {
    if (typeof scalar === 'number' && !Number.isFinite(scalar)) throw noNumber(path, origin)
    return isTextMember(inside(value, path)) ? asText(scalar, path, parsed) : scalar
  })
  return unwrapped(isObject(texts) ? texts : value)
}

/** JSON, which ECS is sent, would have null in its place. */
const noNumber = (path: MemberPath, origin: string): UserError =>
  new UserError(
    `${origin}: ${visible(pathText(path), 200)} is infinite or no number. Write a number, or a text in quotes.`,
  )

/** V8 tells the line, and quotes the text after it, which may hold a secret. */
const refuseOtherThanJson = (text: string, origin: string): void => {
  try {
    JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    const message = messageOf(thrown)
    const line = /\(line (\d+) column \d+\)/.exec(message)?.[1]
    const place = line === undefined ? '' : `, line ${line}`
    throw new UserError(
      `${origin}${place}: it is not JSON. Look for a missing comma, a comma too many or a comment just before that place, or rename the file to .yaml.`,
    )
  }
}

/** The reader knows YAML 1.2, which has no merging: the member would go to ECS by that name. */
const refuseMergeKeys = (value: Json, origin: string): void => {
  mapScalars(value, (scalar, path) => {
    const at = path.indexOf('<<')
    if (at < 0) return scalar
    const place = at === 0 ? 'its top' : visible(pathText(path.slice(0, at)), 200)
    throw new UserError(
      `${origin}: ${place} has the merge key <<, which YAML 1.2 does not know. Write the members out.`,
    )
  })
}

/** The path in the task definition, where it is wrapped as DescribeTaskDefinition answers it. */
const inside = (value: Json, path: MemberPath): MemberPath =>
  isObject(value.taskDefinition) && path[0] === 'taskDefinition' ? path.slice(1) : path

/** `1.10` stays `1.10`. Behind an alias only the value is known. */
const asText = (scalar: unknown, path: MemberPath, { document }: YamlDocument): unknown => {
  if (typeof scalar !== 'number' && typeof scalar !== 'boolean') return scalar
  const node: unknown = document.getIn(path, true)
  const isWritten = isObject(node) && node.value === scalar && typeof node.source === 'string'
  return isWritten ? node.source : String(scalar)
}

/** `$schema` tells an editor what to suggest, and ECS nothing. */
const unwrapped = ({ $schema: _, ...value }: Json): Json => {
  const { taskDefinition, tags } = value
  if (!isObject(taskDefinition)) return value
  return Array.isArray(tags) ? { ...taskDefinition, tags } : taskDefinition
}
