import { UserError } from '@ci-kit/core/errors'
import { isObject, type Json, jsonIn, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { type Digest, isDigest } from '@ci-kit/oci/digest'
import type { SbomFormat } from './sbom.ts'

export type ScanResultOptions = {
  /**
   * Formats of SBOMs that are attested. `auto` takes one for each digest, SPDX
   * where both are there: its type tells the version, and GitHub's and
   * BuildKit's own SBOMs are SPDX, too.
   */
  readonly sbomFormats: 'auto' | readonly SbomFormat[]
}

export type ScanFile = {
  readonly format: SbomFormat | 'vulns'
  readonly path: string
  readonly digest: Digest
}

const INPUT = 'scan-results'
const MOST_FILES = 1_000

/**
 * The files in trivy-scan's output `results` that are about a manifest: SBOMs
 * and `vulns`, in the order in which they are listed. Throws {@link UserError}
 * for a text that is no such output, for a format that is missing, and for
 * files that are about no image.
 */
export const parseScanResults = (
  text: string,
  { sbomFormats }: ScanResultOptions,
): readonly ScanFile[] => {
  const all = resultsIn(text).flatMap(filesIn)
  if (all.length > MOST_FILES)
    throw new UserError(
      `Input '${INPUT}' names ${all.length} files, ${MOST_FILES} are allowed. Split the images over several steps.`,
    )
  const taken = all.filter(({ format, digest }) => {
    if (format === 'vulns') return true
    if (sbomFormats !== 'auto') return sbomFormats.includes(format)
    return format === 'spdx' || !all.some((one) => one.digest === digest && one.format === 'spdx')
  })
  const missing = (sbomFormats === 'auto' ? [] : sbomFormats).find(
    (wanted) => !taken.some(({ format }) => format === wanted),
  )
  if (taken.length === 0 || missing !== undefined)
    throw new UserError(
      `Input '${INPUT}' names no ${missing === undefined ? 'SBOM and no vulns file' : `file in the format '${missing}'`}. Add it to the input 'formats' of trivy-scan: 'formats: ${missing ?? 'spdx, vulns'}'.`,
    )
  return taken
}

const resultsIn = (text: string): readonly Json[] => {
  const parsed = jsonIn(text)
  if (Array.isArray(parsed) && parsed.every(isObject)) return parsed
  throw new UserError(
    `Input '${INPUT}' is '${visible(text.trim(), 80)}', which is not trivy-scan's output. Write '\${{ steps.<id>.outputs.results }}' with the id of its step.`,
  )
}

const FORMATS = ['spdx', 'cyclonedx', 'vulns'] as const

const filesIn = (result: Json): readonly ScanFile[] => {
  const files = Array.isArray(result.files) ? result.files.filter(isObject) : []
  return files.flatMap((file) => {
    const format = FORMATS.find((known) => known === stringAt(file, 'format'))
    if (format === undefined) return []
    const path = stringAt(file, 'path')
    const digest = stringAt(file, 'digest')
    if (path !== undefined && digest !== undefined && isDigest(digest))
      return [{ format, path, digest }]
    throw new UserError(
      `Input '${INPUT}' has a ${format} file of '${visible(stringAt(result, 'name') ?? '', 100)}' (${visible(path ?? 'without a path', 200)}) that names no digest: only scans of images in a registry do. Give it by its path in the input 'sbom-path' or 'vulns-path'.`,
    )
  })
}
