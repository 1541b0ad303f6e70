import { isDeepStrictEqual } from 'node:util'
import { isObject, type Json, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { isConfidential } from './confidential.ts'
import { mapScalars } from './member-path.ts'
import { normalised } from './normalise.ts'

/** One difference between two task definitions. */
export type Change = {
  /** `containerDefinitions[web].environment[LOG_LEVEL].value`. From outside. */
  readonly path: string
  /**
   * As JSON writes it, cut; `(not shown)` where it may be a secret. Undefined:
   * is not there. From outside.
   */
  readonly before: string | undefined
  readonly after: string | undefined
}

/**
 * What differs between two task definitions for ECS, in the order of their
 * members by name. Values of environment variables are never told.
 */
export const changesBetween = (before: Json, after: Json): readonly Change[] =>
  between(normalised(before), normalised(after), [])

/** How the entries of a list are named, where they have names. */
const NAMES = new Map([
  ['containerDefinitions', 'name'],
  ['environment', 'name'],
  ['secrets', 'name'],
  ['secretOptions', 'name'],
  ['properties', 'name'],
  ['mountPoints', 'containerPath'],
  ['volumes', 'name'],
  ['tags', 'key'],
])

type Step = { readonly name: string; readonly text: string }

const between = (before: unknown, after: unknown, path: readonly Step[]): readonly Change[] => {
  if (isDeepStrictEqual(before, after)) return []
  const [one, other] = [membersOf(before, path), membersOf(after, path)]
  const isBranch =
    fits(before, one) && fits(after, other) && (one?.size ?? 0) + (other?.size ?? 0) > 0
  if (!isBranch) return [change(before, after, path)]
  const names = new Map([...(one ?? []), ...(other ?? [])].map(([name, { step }]) => [name, step]))
  const changes = [...names].flatMap(([name, step]) =>
    between(one?.get(name)?.value, other?.get(name)?.value, [...path, step]),
  )
  // Nothing but the order differs.
  return changes.length > 0 ? changes : [change(before, after, path)]
}

const fits = (value: unknown, members: Members | undefined): boolean =>
  value === undefined || members !== undefined

type Members = ReadonlyMap<string, { readonly step: Step; readonly value: unknown }>

/** What a value consists of; undefined where it is told as a whole. */
const membersOf = (value: unknown, path: readonly Step[]): Members | undefined => {
  if (isObject(value)) return objectMembers(value)
  return Array.isArray(value) ? listMembers(value, path.at(-1)?.name ?? '') : undefined
}

const objectMembers = (value: Json): Members =>
  new Map(
    Object.entries(value).map(([name, member]) => [
      name,
      { step: { name, text: `.${name}` }, value: member },
    ]),
  )

/** By name, or by place; lists of plain values are told as a whole. */
const listMembers = (list: readonly unknown[], name: string): Members | undefined => {
  if (!list.every(isObject)) return undefined
  const by = NAMES.get(name)
  const keys = list.map((entry, at) =>
    by === undefined ? String(at) : (stringAt(entry, by) ?? ''),
  )
  if (keys.includes('') || new Set(keys).size < keys.length) return undefined
  return new Map(
    list.map((entry, at) => {
      const key = keys[at] ?? ''
      // The path tells the name.
      const others = Object.entries(entry).filter(([member]) => member !== by)
      return [key, { step: { name, text: `[${key}]` }, value: Object.fromEntries(others) }]
    }),
  )
}

const change = (before: unknown, after: unknown, path: readonly Step[]): Change => {
  const text = path
    .map((step) => step.text)
    .join('')
    .replace(/^\./, '')
  const shown = (value: unknown) => shownValue(value, path)
  return { path: text, before: shown(before), after: shown(after) }
}

/** A log shows what a reader takes in. */
const MOST_SHOWN = 300

const NOT_SHOWN = '(not shown)'

const shownValue = (value: unknown, path: readonly Step[]): string | undefined => {
  if (value === undefined) return undefined
  const names = path.map(({ text }) => text.replace(/^\./, ''))
  if (isConfidential(names, value)) return NOT_SHOWN
  const safe = mapScalars(value, (scalar, below) =>
    isConfidential([...names, ...below.map(String)], scalar) ? NOT_SHOWN : scalar,
  )
  return visible(typeof safe === 'string' && safe !== '' ? safe : JSON.stringify(safe), MOST_SHOWN)
}
