import { type Json, stringAt } from '@ci-kit/core/json'
import { AwsFault, type ServiceHandler } from '../service-handler.ts'

/** The operations of a service by name; every other one is refused as AWS does. */
export const operations =
  (table: Readonly<Record<string, (input: Json) => Json>>): ServiceHandler =>
  (operation, input) => {
    const work = Object.hasOwn(table, operation) ? table[operation] : undefined
    if (work === undefined)
      throw new AwsFault('UnknownOperationException', `${operation} is not simulated`)
    return work(input)
  }

/** A member that the service's model calls required. */
export const required = (input: Json, member: string): string => {
  const value = stringAt(input, member)
  if (value !== undefined) return value
  throw new AwsFault('ValidationException', `Value at '${member}' must not be null`)
}

/** A member that is a list of texts; undefined when it is not there. */
export const textsAt = (input: Json, member: string): readonly string[] | undefined => {
  const value = input[member]
  return Array.isArray(value) ? value.map(String) : undefined
}

/** What the scenario says of a moment: the last entry whose time has come. Times in milliseconds since the epoch. */
export const currentOf = <T extends { readonly at: number }>(
  entries: readonly T[],
  now: number,
): T | undefined => entries.filter(({ at }) => at <= now).at(-1)
