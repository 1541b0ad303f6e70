import { readFile, stat } from 'node:fs/promises'
import { messageOf, systemCode, UserError } from '@ci-kit/core/errors'
import type { Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { parseObject } from '@ci-kit/oci/json'

/**
 * Where the certificates and keys come from that everything else is checked
 * against: a trusted root as sigstore's protobuf-specs lay it out in JSON.
 */
export type TrustSource = () => Promise<Json>

/** The one of sigstore's public instance has less than 10 KB. */
const LONGEST_ROOT = 1024 * 1024

/** A trusted root in a file, for a Sigstore of one's own and for runners without a way out. */
export const fileTrustSource =
  (path: string): TrustSource =>
  async () => {
    const root = parseObject(await readAtMost(path, LONGEST_ROOT))
    if (root !== undefined) return root
    throw new UserError(
      `trusted-root: "${visible(path, 300)}" is no JSON object. Give sigstore's trusted_root.json, as "cosign trusted-root create" or your Sigstore's TUF repository makes it.`,
    )
  }

const readAtMost = async (path: string, limit: number): Promise<Uint8Array> => {
  try {
    const found = await stat(path)
    // A link may lead to a device or a pipe, which tell no size and have no end.
    if (!found.isFile())
      throw new UserError(
        `trusted-root: "${visible(path, 300)}" is no file. Give a trusted_root.json.`,
      )
    if (found.size > limit)
      throw new UserError(
        `trusted-root: "${visible(path, 300)}" has ${found.size} bytes, ${limit} are allowed. Give a trusted_root.json.`,
      )
    return await readFile(path)
  } catch (thrown) {
    throw thrown instanceof UserError ? thrown : unreadable(path, thrown)
  }
}

const unreadable = (path: string, thrown: unknown): UserError =>
  new UserError(
    `trusted-root: "${visible(path, 300)}" cannot be read: ${systemCode(thrown) ?? visible(messageOf(thrown), 200)}. Check the path; it starts at the workspace.`,
  )
