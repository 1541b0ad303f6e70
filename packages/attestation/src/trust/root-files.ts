import { basename } from 'node:path'
import { type Log, visible } from '@ci-kit/core/log'
import { readJsonDocuments } from '../json-documents.ts'
import type { NamedRoot, RootSource } from './root-source.ts'
import { pastValidity } from './validity.ts'

/** The largest that is known, of GitHub and the public instance together, has less than 50 KB. */
const LONGEST_FILE = 1024 * 1024

const ADVICE =
  'Give sigstore\'s trusted_root.json, as "cosign trusted-root create" or your Sigstore\'s TUF repository makes it, or what "gh attestation trusted-root" prints.'

/**
 * The trusted roots in files, of which each holds one as JSON, or several as
 * JSON lines. Roots of which nothing is valid any more are told: what was
 * signed in their time can still be verified. There is nothing newer.
 */
export const fileRoots = (
  paths: readonly [string, ...string[]],
  log: Pick<Log, 'notice'>,
  now = new Date(),
): RootSource => ({
  current: async () => {
    const roots = (await Promise.all(paths.map(rootsIn))).flat()
    for (const { name, root } of roots) {
      const past = pastValidity(root, now)
      if (past !== undefined) log.notice(`trusted-root: ${name}: ${past}`)
    }
    return roots
  },
  newer: async () => [],
})

const rootsIn = async (path: string): Promise<readonly NamedRoot[]> => {
  const wanted = { input: 'trusted-root', path, limit: LONGEST_FILE, advice: ADVICE }
  return (await readJsonDocuments(wanted)).map(({ document, line }) => ({
    name: visible(basename(path), 100) + (line === undefined ? '' : `, line ${line}`),
    root: document,
  }))
}
