import fc from 'fast-check'

export type Needs = { readonly [name: string]: readonly string[] }
export const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
/** Any graph of these names, with cycles. */
export const needsGraph: fc.Arbitrary<Needs> = fc
  .array(fc.uniqueArray(fc.nat(NAMES.length - 1), { maxLength: 3 }), {
    minLength: NAMES.length,
    maxLength: NAMES.length,
  })
  .map((all) =>
    Object.fromEntries(
      all.map((needs, at) => [NAMES[at] ?? '', needs.map((to) => NAMES[to] ?? '')]),
    ),
  )
