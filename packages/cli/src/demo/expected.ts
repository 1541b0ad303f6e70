/** Facts that have to hold. */
export type Expected = readonly (readonly [what: string, found: unknown, expected: unknown])[]

/** What does not hold of a chapter, as sentences; none when all is well. */
export const sentences = (title: string, facts: Expected): string[] =>
  facts.flatMap(([what, found, expected]) =>
    found === expected ? [] : [`'${title}': ${what} is ${found}; it has to be ${expected}.`],
  )
