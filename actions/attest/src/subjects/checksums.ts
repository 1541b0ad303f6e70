import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { numberedLines } from '@ci-kit/core/numbered-lines'
import { type Digest, isDigest } from '@ci-kit/oci/digest'
import { distinctFiles } from './distinct-files.ts'
import type { FileSubject } from './subject.ts'

const INPUT = 'subject-checksums'

/**
 * Reads what `sha256sum` and `sha512sum` write: `<hex>  name`, `<hex> *name`,
 * a `\` in front of a line whose name is escaped, and the form of BSD and
 * `--tag`. The algorithm follows from the number of digits. Throws
 * {@link UserError} with line and fix for everything else: a file that is left
 * out in silence would seem to be attested.
 */
export const parseChecksums = (text: string): readonly FileSubject[] => {
  const files = numberedLines(text.replace(/^\ufeff/, '')).map(({ line, number }) =>
    fileIn(line, number),
  )
  if (files.length === 0)
    throw new UserError(
      `Input '${INPUT}' names no file. Give lines of '<sha256>  <name>', as sha256sum writes them.`,
    )
  return distinctFiles(INPUT, files)
}

const GNU = /^(\\?)([0-9a-f]+)[ \t][ *]?(.*)$/i
const BSD = /^(\\?)SHA(256|512) \((.*)\) = ([0-9a-f]+)$/i

const fileIn = (line: string, number: number): FileSubject => {
  const [, bsdEscape, bits, bsdName, bsdHex] = BSD.exec(line) ?? []
  const [, gnuEscape, gnuHex = '', gnuName = ''] = GNU.exec(line) ?? []
  const hex = (bsdHex ?? gnuHex).toLowerCase()
  const written = bsdName ?? gnuName
  const digest = digestIn(hex)
  if (digest === undefined || (bits !== undefined && !digest.startsWith(`sha${bits}:`)))
    throw faulty(number, line, digestReason(hex))
  const name = (bsdEscape ?? gnuEscape) === '\\' ? unescaped(written) : written
  if (name === undefined) throw faulty(number, line, 'its name has a wrong escape')
  if (name === '') throw faulty(number, line, 'it names no file')
  if (/[\n\r\0]/.test(name)) throw faulty(number, line, 'the name of its file holds a line break')
  return { kind: 'file', name, digest }
}

const digestIn = (hex: string): Digest | undefined =>
  [`sha256:${hex}`, `sha512:${hex}`].find(isDigest)

const digestReason = (hex: string): string =>
  hex === ''
    ? 'it does not start with a digest in hex digits'
    : `its digest has ${hex.length} digits, sha256 has 64 and sha512 has 128`

/** As coreutils writes names: `\\`, `\n`, `\r`; `undefined` for any other escape. */
const unescaped = (name: string): string | undefined => {
  if (/\\(?:[^\\nr]|$)/.test(name.replaceAll('\\\\', ''))) return undefined
  return name.replace(/\\([\\nr])/g, (_, letter: string) =>
    letter === 'n' ? '\n' : letter === 'r' ? '\r' : '\\',
  )
}

const faulty = (number: number, line: string, reason: string): UserError =>
  new UserError(
    `Input '${INPUT}', line ${number}, is '${visible(line, 120)}': ${reason}. Write '<hex digits>  <name>', as sha256sum does.`,
  )
