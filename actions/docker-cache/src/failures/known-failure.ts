/** A failure that is known by its words, and what it means for the author of a workflow. */
export type KnownFailure<About = undefined> = {
  readonly sign: RegExp
  readonly say: (match: readonly string[], about: About) => string
}

/** What the first known failure with a sign in the text says, undefined when there is none. */
export const explained = <About>(
  known: readonly KnownFailure<About>[],
  text: string,
  about: About,
): string | undefined => {
  for (const { sign, say } of known) {
    const match = sign.exec(text)
    if (match) return say(match, about)
  }
  return undefined
}
