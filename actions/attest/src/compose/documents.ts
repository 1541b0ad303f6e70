import type { FileRoots } from '@ci-kit/core/adapters/contained-path'
import type { Said } from '../inputs/said.ts'
import type { Claim } from '../predicates/claim.ts'
import { claimsOfPaths, claimsOfScan, customClaim } from '../predicates/read-claims.ts'

/** Reads all that the workflow names but provenance, in the order of the inputs. */
export const readDocuments = async (said: Said, roots: FileRoots): Promise<readonly Claim[]> => {
  const { scanResults, sbomFormats, sboms, scans, openvex, custom } = said
  const fromPaths = (kind: 'sbom' | 'vulns' | 'openvex', input: string, lines: readonly string[]) =>
    claimsOfPaths(kind, { input, text: lines.join('\n') }, roots)
  const claims = [
    ...(scanResults === '' ? [] : await claimsOfScan(scanResults, { sbomFormats }, roots)),
    ...(await fromPaths('sbom', 'sbom-path', sboms)),
    ...(await fromPaths('vulns', 'vulns-path', scans)),
    ...(await fromPaths('openvex', 'openvex-path', openvex === '' ? [] : [openvex])),
  ]
  if (custom === undefined) return claims
  const { type: predicateType, text, path } = custom
  const content = path === '' ? { text } : { path }
  return [...claims, await customClaim({ predicateType, content }, roots)]
}
