import { isObject, type Json } from '@ci-kit/core/json'
import type { NamedEdits } from './edits.ts'

/**
 * Edits a list of `{ name, value }`; `member` is what holds the value. Other
 * members of an entry stay. A name that is there twice is set in its first
 * entry, and the others go: Docker would take the last one.
 */
export const editedEntries = (
  entries: readonly unknown[],
  member: 'value' | 'valueFrom',
  { set, remove, exclusive }: NamedEdits,
): readonly unknown[] => {
  const written = new Set<string>()
  const kept = entries.flatMap((entry) => {
    const name = nameOf(entry)
    if (name === undefined) return exclusive ? [] : [entry]
    const value = set.get(name)
    if (value === undefined) return exclusive || remove.includes(name) ? [] : [entry]
    if (written.has(name)) return []
    written.add(name)
    return [{ ...(isObject(entry) ? entry : {}), [member]: value }]
  })
  const added = [...set].filter(([name]) => !written.has(name))
  return [...kept, ...added.map(([name, value]) => ({ name, [member]: value }))]
}

/** The entries of other names. */
export const withoutEntries = (
  entries: readonly unknown[],
  names: readonly string[],
): readonly unknown[] => entries.filter((entry) => !names.includes(nameOf(entry) ?? ''))

/** Edits the members of an object whose values are text. */
export const editedMembers = (from: Json, { set, remove, exclusive }: NamedEdits): Json => {
  const kept = Object.entries(from).filter(
    ([name]) => set.has(name) || !(exclusive || remove.includes(name)),
  )
  const edited = kept.map(([name, value]) => [name, set.get(name) ?? value] as const)
  const added = [...set].filter(([name]) => !Object.hasOwn(from, name))
  return Object.fromEntries([...edited, ...added])
}

const nameOf = (entry: unknown): string | undefined =>
  isObject(entry) && typeof entry.name === 'string' ? entry.name : undefined
