import { join } from 'node:path'
import type { ZipEntry } from '@ci-kit/artifacts/zip-file'
import type { OutputFolder } from '@ci-kit/core/output-folder'
import { digestOf, digestParts } from '@ci-kit/oci/digest'
import type { ReadyStatement } from './stored.ts'

/** Bundles as files on the runner. */
export type BundleFiles = {
  /** Absolute. */
  readonly folder: string
  /** Absolute path of a file with all bundles, one JSON document a line, as `gh attestation verify --bundle` reads it. */
  readonly all: string
  /** Absolute paths, in the order of the statements. */
  readonly paths: readonly string[]
  /** The same files, for an artifact. */
  readonly entries: readonly ZipEntry[]
}

/** Writes one file for each statement, and one with all of them. Rejects with a `UserError` where that cannot be. */
export const writeBundles = async (
  statements: readonly ReadyStatement[],
  { path: folder, write }: OutputFolder,
): Promise<BundleFiles> => {
  const { single, all, unique } = bundleEntries(statements)
  for (const { name, content } of unique) await write(name, content)
  const paths = single.map(({ name }) => join(folder, name))
  return { folder, all: join(folder, all.name), paths, entries: unique }
}

export type BundleEntries = {
  /** In the order of the statements; a file may be there twice. */
  readonly single: readonly ZipEntry[]
  /** The file with all bundles. */
  readonly all: ZipEntry
  /** Every file once. */
  readonly unique: readonly ZipEntry[]
}

/**
 * Names and bytes of the files. Names say what is in them, and end with a
 * digest, so that several steps may share a folder.
 */
export const bundleEntries = (statements: readonly ReadyStatement[]): BundleEntries => {
  const single = statements.map((statement) => ({
    name: fileName(statement),
    content: statement.signed.bundle,
  }))
  // One that was found may be what several planned statements asked for.
  const unique = [...new Map(single.map((entry) => [entry.name, entry])).values()]
  const content = Buffer.from(unique.map((entry) => `${oneLine(entry.content)}\n`).join(''))
  const all = { name: `attestations-${short(digestOf(content))}.jsonl`, content }
  return { single, unique: [...unique, all], all }
}

/** `provenance-api-linux-amd64-0123456789ab.sigstore.json` */
const fileName = ({ planned, signed }: ReadyStatement): string => {
  const { kind, statement, places } = planned
  const subject = statement.subjects[0]?.name ?? ''
  const platform = places.length === 1 ? (places[0]?.manifest.platform ?? '') : ''
  const words = [kind, subject.split('/').at(-1) ?? '', platform].map(safe)
  const named = [...words, short(digestOf(signed.bundle))].filter((word) => word !== '')
  return `${named.join('-')}.sigstore.json`
}

/** Letters that every file system and GitHub's artifacts take, and no name that hides a file or leaves the folder. */
const safe = (text: string): string =>
  text
    .replace(/^https?:\/\//, '')
    .replace(/[^A-Za-z0-9._]+/g, '-')
    .replace(/^[-._]+|[-._]+$/g, '')
    .slice(0, 60)

const short = (digest: ReturnType<typeof digestOf>): string => digestParts(digest).hex.slice(0, 12)

/** A bundle that was found may be laid out over several lines. */
const oneLine = (bundle: Uint8Array): string => {
  const text = Buffer.from(bundle).toString('utf8').trim()
  return /[\r\n]/.test(text) ? JSON.stringify(JSON.parse(text)) : text
}
