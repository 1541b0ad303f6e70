import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { fileWorkspace } from '@ci-kit/core/adapters/file-workspace'
import { digestOf, digestParts } from '@ci-kit/oci/digest'
import type { WantedPlatforms } from '@ci-kit/oci/wanted-platforms'
import { resolveArchive } from '@ci-kit/trivy-scan/target/resolve-archive'
import { afterAll } from '@jest/globals'
import { pack } from 'tar-stream'
import { type Artifact, json } from '../../../fakes/oci-artifact.ts'
import type { Files } from '../../../fakes/tar.ts'

const made: string[] = []
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})

/** A new folder with these files, which is removed after the tests of the file. */
export const folderWith = (files: Files = {}): string => {
  const folder = mkdtempSync(join(tmpdir(), 'trivy-target-'))
  made.push(folder)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

/** Where a blob is in a layout. */
export const blobName = (bytes: Uint8Array): string =>
  `blobs/sha256/${digestParts(digestOf(bytes)).hex}`

type Stored = Pick<Artifact, 'manifest'> & Partial<Pick<Artifact, 'config' | 'layers'>>

/** The files of an OCI layout with these entries in its index.json. */
export const layoutOf = (manifests: readonly unknown[], ...stored: readonly Stored[]): Files => ({
  'oci-layout': '{"imageLayoutVersion":"1.0.0"}',
  'index.json': json({ schemaVersion: 2, manifests }),
  ...Object.fromEntries(
    stored
      .flatMap(({ manifest, config, layers = [] }) => [
        manifest,
        ...(config ? [config] : []),
        ...layers,
      ])
      .map((bytes) => [blobName(bytes), bytes]),
  ),
})

/** Resolves a path in a workspace; what it has to unpack goes into `folder`. */
export const resolving = (
  workspace: string,
  path: string,
  wanted: WantedPlatforms = 'all',
  signal: AbortSignal = new AbortController().signal,
) => {
  const folder = folderWith()
  const target = resolveArchive('input', path, wanted, {
    workspace: fileWorkspace(workspace),
    root: workspace,
    folder,
    signal,
  })
  return { folder, target }
}

/** A member of an archive that is no usual file. */
export type Member = {
  readonly name: string
  readonly content?: string | Uint8Array
  readonly linkname?: string
  readonly type?: 'file' | 'symlink' | 'link' | 'directory'
}

/** A tar archive of these members, whatever they are called. */
export const tarOfMembers = async (members: readonly Member[]): Promise<Uint8Array> => {
  const archive = pack()
  for (const { name, content = '', linkname, type = 'file' } of members)
    archive.entry({ name, type, ...(linkname && { linkname }) }, Buffer.from(content))
  archive.finalize()
  return buffer(archive)
}
