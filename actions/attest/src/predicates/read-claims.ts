import type { FileRoots } from '@ci-kit/core/adapters/contained-path'
import { readInputFileInside } from '@ci-kit/core/adapters/input-file'
import { visible } from '@ci-kit/core/log'
import { type AssignedPath, parseAssignedPaths } from './assigned-paths.ts'
import type { About, Claim, PredicateDocument } from './claim.ts'
import { customPredicate } from './custom.ts'
import { parseOpenVex } from './openvex.ts'
import { LARGEST_FILE } from './predicate-json.ts'
import { parseSbom } from './sbom.ts'
import { parseScanResults, type ScanResultOptions } from './scan-results.ts'
import { parseVulns } from './vulns.ts'

type Reader = (bytes: Uint8Array, source: string) => PredicateDocument

/** Inputs whose lines are paths, each with its reader. */
const READERS = { sbom: parseSbom, vulns: parseVulns, openvex: parseOpenVex } as const

/** The text of an input, and what people call it: `sbom-path`. */
export type PathsInput = { readonly input: string; readonly text: string }

/**
 * Reads the files of one input: a path, or lines of `linux/amd64=path`. An
 * OpenVEX document without a platform is about the whole image. Throws
 * `UserError` that names input and path; see the readers of each kind.
 */
export const claimsOfPaths = (
  kind: keyof typeof READERS,
  { input, text }: PathsInput,
  roots: FileRoots,
): Promise<readonly Claim[]> =>
  inTurn(parseAssignedPaths(input, text), ({ about, path }: AssignedPath) =>
    claimOfFile(path, READERS[kind], {
      input,
      roots,
      about: kind === 'openvex' && about.kind === 'own' ? { kind: 'whole' } : about,
    }),
  )

/** Reads the SBOMs and vulns files of trivy-scan's output `results`, given as its text or in a file. */
export const claimsOfScan = async (
  text: string,
  options: ScanResultOptions,
  roots: FileRoots,
): Promise<readonly Claim[]> => {
  const input = 'scan-results'
  const given = text.trim()
  const isPath = given !== '' && !/^[[{"]/.test(given) && !/[\n\r]/.test(given)
  const results = isPath
    ? Buffer.from(
        await readInputFileInside(given, { input, roots, mostBytes: LARGEST_FILE }),
      ).toString()
    : given
  return inTurn(parseScanResults(results, options), ({ format, path, digest }) =>
    claimOfFile(path, format === 'vulns' ? parseVulns : parseSbom, {
      input,
      roots,
      about: { kind: 'digest', digest },
    }),
  )
}

export type CustomInput = {
  readonly predicateType: string
  /** JSON, or the path of a file with it. */
  readonly content: { readonly text: string } | { readonly path: string }
}

/** A predicate of any type, about everything that is attested. */
export const customClaim = async (
  { predicateType, content }: CustomInput,
  roots: FileRoots,
): Promise<Claim> => {
  const about: About = { kind: 'whole' }
  if ('path' in content)
    return claimOfFile(
      content.path,
      (bytes, source) => customPredicate(predicateType, bytes, source),
      { input: 'predicate-path', roots, about },
    )
  const source = "Input 'predicate'"
  return { ...customPredicate(predicateType, content.text, source), about, source }
}

type FileClaim = { readonly input: string; readonly roots: FileRoots; readonly about: About }

const claimOfFile = async (
  path: string,
  read: Reader,
  { input, roots, about }: FileClaim,
): Promise<Claim> => {
  const bytes = await readInputFileInside(path, { input, roots, mostBytes: LARGEST_FILE })
  const source = `Input '${input}': the file '${visible(path, 200)}'`
  const { kind, predicateType, predicate, namedDigests } = read(bytes, source)
  return { kind, predicateType, predicate, namedDigests, about, source }
}

/** One after another: what is read may be large. */
const inTurn = async <T>(
  items: readonly T[],
  read: (item: T) => Promise<Claim>,
): Promise<readonly Claim[]> => {
  const claims: Claim[] = []
  for (const item of items) claims.push(await read(item))
  return claims
}
