import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { blobOf } from '@ci-kit/oci/blobs'
import { type Digest, digestOf } from '@ci-kit/oci/digest'
import { OCI_INDEX, OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { referrersTag } from '@ci-kit/oci/referrers'
import { registryClient } from '@ci-kit/oci/registry'
import { locateTools } from '@ci-kit/tooling/tools'

export type Ended = { readonly code: number; readonly output: string }

export type Cosign = {
  /** Runs it without the home, the settings and the identity of this machine. */
  run(args: readonly string[]): Promise<Ended>
  /** The path of a new file with this content, JSON unless it is text. */
  file(content: object | string): string
  remove(): void
}

const MINUTE_MS = 60_000

/** The real cosign in a folder of its own. */
export const cosign = (): Cosign => {
  const program = locateTools().cosign
  if (program === undefined)
    throw new Error(
      'There is no cosign on this machine. Install Go and run npm test, which builds it.',
    )
  const folder = mkdtempSync(join(tmpdir(), 'cosign-'))
  const env = { HOME: folder, DOCKER_CONFIG: folder, TUF_ROOT: join(folder, 'tuf') }
  let files = 0
  return {
    run: (args) =>
      new Promise((ended) => {
        execFile(program, [...args], { env, timeout: MINUTE_MS }, (error, stdout, stderr) => {
          const code = error === null ? 0 : Number(error.code ?? -1)
          ended({ code, output: `${stdout}${stderr}` })
        })
      }),
    file: (content) => {
      files += 1
      const path = join(folder, `${files}.json`)
      writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
      return path
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value))

/** Pushes an image without layers, another one each time. Answers its digest. */
export const pushImage = async (host: string, name: string): Promise<Digest> => {
  const { blobs, manifests } = registryClient({ host }).repository(name)
  const config = blobOf(
    json({ architecture: 'amd64', os: 'linux', config: { User: `${Date.now()}` } }),
  )
  await blobs.put(config)
  const bytes = json({
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: config.digest,
      size: config.size,
    },
    layers: [],
  })
  return (await manifests.put('main', { mediaType: OCI_MANIFEST, bytes })).digest
}

const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json'
const EMPTY = 'application/vnd.oci.empty.v1+json'

/** Attaches one bundle as the only referrer, under the fallback tag too: this registry has no API for them. */
export const attach = async (
  host: string,
  name: string,
  subject: Digest,
  bundle: unknown,
  predicateType: string,
): Promise<void> => {
  const { blobs, manifests } = registryClient({ host }).repository(name)
  const layer = blobOf(json(bundle))
  const config = blobOf(json({}))
  for (const blob of [layer, config]) await blobs.put(blob)
  const described = await manifests.head(subject)
  const annotations = {
    'dev.sigstore.bundle.content': 'dsse-envelope',
    'dev.sigstore.bundle.predicateType': predicateType,
  }
  const bytes = json({
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    artifactType: BUNDLE,
    config: { mediaType: EMPTY, digest: config.digest, size: config.size },
    layers: [{ mediaType: BUNDLE, digest: layer.digest, size: layer.size }],
    subject: described,
    annotations,
  })
  const digest = digestOf(bytes)
  await manifests.put(digest, { mediaType: OCI_MANIFEST, bytes })
  const entry = {
    mediaType: OCI_MANIFEST,
    digest,
    size: bytes.length,
    artifactType: BUNDLE,
    annotations,
  }
  const index = json({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [entry] })
  await manifests.put(referrersTag(subject), { mediaType: OCI_INDEX, bytes: index })
}
