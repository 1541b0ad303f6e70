import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { parseObject } from '@ci-kit/oci/json'

/** Reads a file that an input names, of at most that many bytes; throws a UserError that names both. */
export type ReadInputFile = (path: string, input: string, maxBytes: number) => Promise<Uint8Array>

/** Feeds of whole distributions have less. */
const MAX_BYTES = 32 * 1024 * 1024

/**
 * Looks at the files of input `vex` before anything is scanned: trivy reads
 * them last, and a mistake would cost the whole scan. Throws {@link UserError}
 * for what is missing, cannot be read or is no JSON object.
 */
export const checkVexFiles = async (
  paths: readonly string[],
  readFile: ReadInputFile,
): Promise<void> => {
  for (const path of paths) {
    if (parseObject(await readFile(path, 'vex', MAX_BYTES)) === undefined)
      throw new UserError(
        `Input 'vex' names '${visible(path, 200)}', which holds no JSON object. Give OpenVEX or CSAF as JSON, or CycloneDX for a bill of materials in CycloneDX.`,
      )
  }
}
