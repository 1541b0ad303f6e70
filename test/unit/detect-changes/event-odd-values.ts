import { isObject } from '@ci-kit/core/json'
import fc from 'fast-check'

/** Anything but another valid value: that would be another event. */
export const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(undefined, null, false, 0, -1, 1.5, 2 ** 60, '', [], {}, [null], [[]], {
    sha: 1,
  }),
  fc.constantFrom('EVIL', '-rf EVIL', '--output=EVIL', '\n::error::EVIL', '##[EVIL]', '\u202eEVIL'),
  fc.constantFrom('refs/heads/EVIL', '../EVIL', '$(EVIL)', 'EVIL\u0000', '__proto__', 'EVIL~1'),
  fc.constantFrom('EVIL'.repeat(5_000), 'f'.repeat(39), 'EVIL'.padEnd(40, '0'), '0'.repeat(41)),
  fc.jsonValue({ maxDepth: 2 }).filter((value) => value !== true && typeof value !== 'number'),
)

export type Place = readonly string[]
/** Where something stands in a payload. */
export const placesIn = (value: unknown, at: Place = []): readonly Place[] => [
  at,
  ...(isObject(value) || Array.isArray(value)
    ? Object.entries(value).flatMap(([name, member]) => placesIn(member, [...at, name]))
    : []),
]

/** `payload` with another value in one place. */
export const withValue = (payload: unknown, [name, ...rest]: Place, value: unknown): unknown => {
  if (name === undefined) return value
  if (Array.isArray(payload)) {
    return payload.map((member, at) =>
      String(at) === name ? withValue(member, rest, value) : member,
    )
  }
  return isObject(payload) ? { ...payload, [name]: withValue(payload[name], rest, value) } : payload
}

/** One of each kind of odd value, to try them all in all places. */
export const ODD: readonly unknown[] = [undefined, null, 7, 'EVIL', '-rf EVIL', {}]
