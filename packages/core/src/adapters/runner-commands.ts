import { type Annotation, visible } from '../log.ts'

/*
 * The runner's protocol, written here and not taken from @actions/core: that
 * package loads an HTTP stack which costs 45 ms at each start, twice what an
 * empty program takes. The tests compare every form with @actions/core.
 */

/** A workflow command on one line, without the line end. */
export const command = (name: string, message: string, at: Annotation = {}): string => {
  const { title, file, line } = at
  const properties = Object.entries({ title, file, line })
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
    .join(',')
  return `::${name}${properties && ` ${properties}`}::${escapeData(message)}`
}

/**
 * An entry of a file such as GITHUB_OUTPUT, fenced by a delimiter that nobody
 * can guess and that the value does not hold. Throws for a key that the runner would read as something else:
 * after `a=b` the value would be taken for entries of its own.
 */
export const fileEntry = (key: string, value: string): string => {
  if (key === '' || /[=\r\n]|<</.test(key))
    throw new Error(`An output cannot be named '${visible(key)}'.`)
  const delimiter = delimiterOf(value)
  return `${key}<<${delimiter}\n${value}\n${delimiter}\n`
}

/**
 * Not from node:crypto, which takes longer to load than everything else here:
 * V8 seeds Math.random from the system's entropy at each start, and a value
 * that holds the delimiter all the same gets another one.
 */
const delimiterOf = (value: string): string => {
  const delimiter = `ghadelimiter_${digits()}${digits()}`
  return value.includes(delimiter) ? delimiterOf(value) : delimiter
}

const digits = (): string => Math.random().toString(36).slice(2)

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
