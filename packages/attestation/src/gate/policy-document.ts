import { resolve } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import { isObject, type Json, jsonIn } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { readCapped } from '../capped-file.ts'

/** A policy as an input gives it. */
export type PolicyDocument =
  | { readonly kind: 'inline'; readonly text: string }
  /** Relative to the workspace. */
  | { readonly kind: 'file'; readonly path: string }

/**
 * What an input stands for; undefined when it is empty. A path holds no line
 * break, and no colon or brace as YAML and JSON have them.
 */
export const policyDocument = (text: string): PolicyDocument | undefined => {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  return /[\r\n]|^\{|:(?=\s|$)/.test(trimmed)
    ? { kind: 'inline', text }
    : { kind: 'file', path: trimmed }
}

/** How messages call a document that was given in an input. */
export const documentOrigin = (document: PolicyDocument, input: string): string =>
  document.kind === 'inline' ? `Input '${input}'` : `Policy ${visible(document.path, 200)}`

/** A policy is a page; in bytes. */
const LARGEST = 64 * 1024

/** The members that a document holds, of which nothing is known yet. Throws {@link UserError} with the origin. */
export const readPolicyDocument = async (
  document: PolicyDocument,
  input: string,
  workspace: string,
): Promise<Json> => {
  const origin = documentOrigin(document, input)
  const text = document.kind === 'inline' ? document.text : fileText(document, input, workspace)
  const value = plainJson(text) ?? (await yamlIn(text, origin))
  if (isObject(value)) return value
  throw new UserError(
    `${origin} holds no members. Write some such as 'signer-workflow: org/app/.github/workflows/release.yml@refs/heads/main'.`,
  )
}

const fileText = (
  { path }: { readonly path: string },
  input: string,
  workspace: string,
): string => {
  const named = { input, limit: LARGEST, advice: 'Give a policy in YAML or JSON.' }
  return Buffer.from(readCapped(resolve(workspace, path), named)).toString('utf8')
}

/**
 * Plain JSON needs no parser of YAML, which takes longer to load than everything
 * else. The rest does, and so does JSON that would not be written as it was
 * read: with a member twice, of which `JSON.parse` silently takes the last.
 */
const plainJson = (text: string): unknown => {
  // In YAML, too, a map may begin with a brace; its parser tells the line of a mistake.
  const value = text.trimStart().startsWith('{') ? jsonIn(text) : undefined
  return JSON.stringify(value) === withoutSpace(text) ? value : undefined
}

/** JSON without the white space between its parts. */
const withoutSpace = (text: string): string =>
  text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_all, quoted?: string) => quoted ?? '')

const yamlIn = async (text: string, origin: string): Promise<unknown> => {
  const { parseYaml } = await import('@ci-kit/core/yaml')
  return parseYaml(text, origin)
}
