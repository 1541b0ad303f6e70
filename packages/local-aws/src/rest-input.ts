import type { Json } from '@ci-kit/core/json'
import type { OperationModel } from './model.ts'

/**
 * The input of a REST request when it is for this operation: members of the
 * path and of the query string, found by their traits, with those of the body.
 */
export const restInput = (
  method: string,
  url: URL,
  body: Json,
  { http, input }: OperationModel,
): Json | undefined => {
  if (http === undefined || http[0] !== method) return undefined
  const labels = matched(http[1], url.pathname)
  if (labels === undefined) return undefined
  const members: Record<string, unknown> = { ...body, ...labels }
  for (const [name, schema] of input.structIterator()) {
    const { httpQuery } = schema.getMergedTraits()
    const value = typeof httpQuery === 'string' ? url.searchParams.get(httpQuery) : null
    if (value !== null) members[name] = schema.isNumericSchema() ? Number(value) : value
  }
  return members
}

const matched = (pattern: string, path: string): Readonly<Record<string, string>> | undefined => {
  const names: string[] = []
  const source = pattern.replaceAll(/\{(\w+)\+?\}/g, (_, name: string) => {
    names.push(name)
    return '([^/]+)'
  })
  const found = new RegExp(`^${source}/?$`).exec(path)
  if (found === null) return undefined
  return Object.fromEntries(
    names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? '')]),
  )
}
