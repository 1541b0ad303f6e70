import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, UserError } from '@ci-kit/core/errors'
import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { parse } from 'yaml'
import { ALWAYS, type PostCondition, postCondition } from './step/post-condition.ts'

/** An input as its action declares it; a default may hold one expression. */
export type InputDeclaration = { readonly required: boolean; readonly default: string }

/** The part of an action.yml that decides how the runner starts the action. */
export type Manifest = {
  readonly name: string
  /** By name as declared. Names are compared without regard to case. */
  readonly inputs: ReadonlyMap<string, InputDeclaration>
  readonly outputs: readonly string[]
  /** Path of the program, relative to the manifest's folder. */
  readonly main: string
  readonly post: string | undefined
  /** When the post step runs. */
  readonly postIf: PostCondition
}

/** Reads `action.yml` of a folder; throws {@link UserError} naming the file and what is wrong. */
export const readManifest = (folder: string): Manifest => {
  const file = join(folder, 'action.yml')
  try {
    return manifestOf(parse(readFileSync(file, 'utf8')))
  } catch (thrown) {
    throw new UserError(
      `${file} is not the manifest of a JavaScript action: ${messageOf(thrown)}. Name the folder of an action, and see https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax.`,
    )
  }
}

/** Checks a parsed manifest; throws an error that names the member. */
export const manifestOf = (document: unknown): Manifest => {
  if (!isObject(document)) throw new Error('it holds no mapping')
  const runs = objectAt(document, 'runs')
  const using = stringAt(runs, 'using')
  if (using !== 'node24') throw new Error(`'runs.using' is '${using ?? ''}', expected 'node24'`)
  const main = stringAt(runs, 'main')
  if (main === undefined) throw new Error(`'runs.main' is missing`)
  const postIf = stringAt(runs, 'post-if')
  return {
    name: stringAt(document, 'name') ?? '',
    inputs: new Map(
      members(document, 'inputs').map(([name, value]) => [name, declaration(name, value)]),
    ),
    outputs: members(document, 'outputs').map(([name]) => name),
    main,
    post: stringAt(runs, 'post'),
    postIf: postIf === undefined ? ALWAYS : postCondition(postIf),
  }
}

const members = (document: Json, name: string): [string, unknown][] => {
  const value = document[name]
  if (value === undefined || value === null) return []
  if (!isObject(value)) throw new Error(`'${name}' is no mapping`)
  return Object.entries(value)
}

const declaration = (name: string, value: unknown): InputDeclaration => {
  const input = value === null ? {} : value
  if (!isObject(input)) throw new Error(`input '${name}' is no mapping`)
  return { required: input.required === true, default: scalar(name, input.default) }
}

/** The runner takes numbers and booleans as the text that YAML prints for them. */
const scalar = (name: string, value: unknown): string => {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new Error(`the default of input '${name}' is neither text, number nor boolean`)
}
