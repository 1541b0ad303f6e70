/** One way to authenticate that a registry offers in WWW-Authenticate. */
export type Challenge = {
  /** Lower case: `bearer`, `basic`. */
  readonly scheme: string
  /** By lower-case name. */
  readonly parameters: ReadonlyMap<string, string>
}

const LONGEST_HEADER = 8 * 1024
const TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+"
const SCHEME = new RegExp(`(${TOKEN})(?=[ \\t,]|$)[ \\t]*`, 'y')
const PARAMETER = new RegExp(
  `(${TOKEN})[ \\t]*=[ \\t]*(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN}))[ \\t]*(?=,|$)`,
  'y',
)
const TOKEN68 = /[A-Za-z0-9\-._~+/]+=*[ \t]*(?=,|$)/y
const SEPARATOR = /[ \t]*,[ \t,]*|$/y

/**
 * Reads WWW-Authenticate by RFC 9110, 11.6.1, in the whole or not at all:
 * `undefined` for a header that is malformed, names a parameter twice, or is
 * longer than 8 KiB. What is sent to whom hangs on it, so nothing is guessed.
 */
export const parseChallenges = (header: string): readonly Challenge[] | undefined => {
  if (header.length > LONGEST_HEADER) return undefined
  const take = taker(header)
  const challenges: { scheme: string; parameters: Map<string, string> }[] = []
  while (!take.atEnd()) {
    const parameter = take.match(PARAMETER)
    const current = challenges.at(-1)
    if (parameter !== undefined) {
      const [, name = '', quoted, plain = ''] = parameter
      const key = name.toLowerCase()
      if (current === undefined || current.parameters.has(key)) return undefined
      current.parameters.set(key, quoted === undefined ? plain : quoted.replace(/\\(.)/g, '$1'))
    } else {
      const scheme = take.match(SCHEME)?.[1]
      if (scheme === undefined) return undefined
      challenges.push({ scheme: scheme.toLowerCase(), parameters: new Map() })
      if (take.sees(PARAMETER)) continue
      take.match(TOKEN68)
    }
    if (take.match(SEPARATOR) === undefined) return undefined
  }
  return challenges
}

/** Moves through the text by sticky expressions. */
const taker = (text: string) => {
  let position = /^[ \t,]*/.exec(text)?.[0].length ?? 0
  const at = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = position
    return pattern.exec(text) ?? undefined
  }
  return {
    atEnd: () => position >= text.length,
    sees: (pattern: RegExp): boolean => at(pattern) !== undefined,
    match: (pattern: RegExp): RegExpExecArray | undefined => {
      const found = at(pattern)
      position += found?.[0].length ?? 0
      return found
    },
  }
}
