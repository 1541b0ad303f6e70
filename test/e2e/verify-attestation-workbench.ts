import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Registry, startRegistry } from '@ci-kit/cli/engine'
import { runStep, type Step, type StepResult } from '@ci-kit/cli/run-step'
import { isObject, type Json } from '@ci-kit/core/json'
import {
  type FakeBundle,
  type FakeIdentity,
  type FakeSigstore,
  fakeSigstore,
  workflowIdentity,
} from '@ci-kit/local-sigstore/sigstore'
import { blobOf } from '@ci-kit/oci/blobs'
import { type Digest, digestOf } from '@ci-kit/oci/digest'
import { OCI_INDEX, OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { referrersTag } from '@ci-kit/oci/referrers'
import { registryClient } from '@ci-kit/oci/registry'
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals'
import { type FaultProxy, faultProxy } from '../fakes/fault-proxy.ts'
import { type Artifact, artifactOf, json, pushArtifact, pushIndex } from '../fakes/oci-artifact.ts'
import { actionFolder } from './actions.ts'

export const PROVENANCE = 'https://slsa.dev/provenance/v1'
export const WORKFLOW = 'org/app/.github/workflows/release.yml@refs/heads/main'

const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json'
const EMPTY = 'application/vnd.oci.empty.v1+json'

export type VerifyStep = Omit<Step, 'folder' | 'workspace' | 'inputs'> & {
  readonly inputs?: Readonly<Record<string, string>>
}

export type PushedIndex = {
  readonly digest: Digest
  readonly platforms: readonly { readonly platform: string; readonly digest: Digest }[]
}

/** A real registry and a Sigstore with keys of its own; each test has a workspace and a repository of its own. */
export type VerifyWorkbench = {
  /** `127.0.0.1:PORT/name` of the test's own repository, in the registry or behind a proxy. */
  repository(host?: string): string
  registry(): Registry
  sigstore(): FakeSigstore
  workspace(): string
  /** Writes a file into the workspace; answers its name. */
  file(name: string, content: string | Uint8Array): string
  /** Pushes an image that no other has the content of; answers its digest. */
  push(tag: string): Promise<Digest>
  pushPlatforms(tag: string, platforms: readonly string[]): Promise<PushedIndex>
  /** Attaches bundles or texts to a digest, as a registry without the referrers API has them. */
  attach(subject: Digest, ...bundles: readonly (FakeBundle | string)[]): Promise<void>
  /** Puts a proxy with these faults in front of the registry, until the test ends. */
  spoil(rules: Parameters<typeof faultProxy>[1]): Promise<FaultProxy>
  /** A statement of the workflow that is trusted, or of another one. */
  sign(
    subject: Digest | readonly Digest[],
    by?: FakeIdentity,
    predicateType?: string,
  ): Promise<FakeBundle>
  /** Runs the bundle on an image. */
  verifyImage(reference: string, inputs?: VerifyStep['inputs']): Promise<StepResult>
  /** Runs the bundle. Without further inputs it trusts the fake Sigstore and {@link WORKFLOW}. */
  verify(step?: VerifyStep): Promise<StepResult>
}

/** Call it at the top of a file of tests: it sets up and cleans up. */
export const verifyWorkbench = (): VerifyWorkbench => {
  let registry: Registry
  let sigstore: FakeSigstore
  let workspace: string
  let proxies: FaultProxy[] = []
  let serial = 0
  const name = () => `org/app-${serial}`
  const client = () => registryClient({ host: registry.address }).repository(name())
  const verify: VerifyWorkbench['verify'] = ({ inputs, env, ...step } = {}) =>
    runStep({
      ...step,
      folder: actionFolder('verify-attestation'),
      workspace,
      inputs: {
        'signer-workflow': WORKFLOW,
        'trusted-root': 'root.json',
        evidence: 'registry',
        ...inputs,
      },
      env: { HOME: workspace, PATH: '/usr/bin:/bin', ...env },
    })
  beforeAll(async () => {
    ;[registry, sigstore] = await Promise.all([startRegistry(), fakeSigstore()])
  }, 60_000)
  afterAll(() => registry?.stop(), 60_000)
  beforeEach(() => {
    workspace = mkdtempSync(join(tmpdir(), 'verify-attestation-test-'))
    serial += 1
    writeFileSync(join(workspace, 'root.json'), JSON.stringify(sigstore.trustedRoot()))
  })
  afterEach(async () => {
    rmSync(workspace, { recursive: true })
    await Promise.all(proxies.map((proxy) => proxy.stop()))
    proxies = []
  })
  return {
    repository: (host = registry.address) => `${host}/${name()}`,
    registry: () => registry,
    sigstore: () => sigstore,
    workspace: () => workspace,
    file: (path, content) => {
      const place = join(workspace, path)
      mkdirSync(dirname(place), { recursive: true })
      writeFileSync(place, content)
      return path
    },
    push: (tag) => pushArtifact(registry.address, name(), tag, image('linux/amd64')),
    pushPlatforms: async (tag, platforms) => {
      const entries = platforms.map((platform) => ({ platform, artifact: image(platform) }))
      const digest = await pushIndex(registry.address, name(), tag, entries)
      return {
        digest,
        platforms: entries.map(({ platform, artifact }) => ({
          platform,
          digest: artifact.digest,
        })),
      }
    },
    attach: async (subject, ...bundles) => {
      const repository = client()
      const listed = []
      for (const bundle of bundles) {
        const bytes = Buffer.from(typeof bundle === 'string' ? bundle : JSON.stringify(bundle))
        const layer = { mediaType: BUNDLE, digest: digestOf(bytes), size: bytes.length }
        const config = { mediaType: EMPTY, digest: digestOf(Buffer.from('{}')), size: 2 }
        const manifest = json({
          schemaVersion: 2,
          mediaType: OCI_MANIFEST,
          artifactType: BUNDLE,
          config,
          layers: [layer],
          subject: { mediaType: OCI_MANIFEST, digest: subject, size: 1 },
        })
        await repository.blobs.put(blobOf(bytes))
        await repository.blobs.put(blobOf(Buffer.from('{}')))
        const digest = digestOf(manifest)
        await repository.manifests.put(digest, { mediaType: OCI_MANIFEST, bytes: manifest })
        listed.push({ mediaType: OCI_MANIFEST, digest, size: manifest.length })
      }
      const bytes = json({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: listed })
      await repository.manifests.put(referrersTag(subject), { mediaType: OCI_INDEX, bytes })
    },
    spoil: async (rules) => {
      const proxy = await faultProxy(registry.address, rules)
      proxies.push(proxy)
      return proxy
    },
    sign: (subject, by = workflowIdentity(), predicateType = PROVENANCE) =>
      sigstore.signStatement({ subject: [subject].flat(), predicateType, predicate: {} }, by),
    verify,
    verifyImage: (images, inputs = {}) => verify({ inputs: { images, ...inputs } }),
  }
}

let made = 0

/** An image that differs from all others by its config. */
const image = (platform: string): Artifact => {
  made += 1
  const [os = '', architecture = ''] = platform.split('/')
  return artifactOf({
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      bytes: json({
        os,
        architecture,
        author: `${process.pid}-${made}`,
        rootfs: { type: 'layers', diff_ids: [] },
      }),
    },
    layers: [],
  })
}

/** The verdict of a step as its output `results` has it. */
export const resultsOf = ({ outputs }: StepResult): Json => {
  const parsed: unknown = JSON.parse(outputs.results ?? 'null')
  if (!isObject(parsed)) throw new Error(`The output 'results' is no object: ${outputs.results}`)
  return parsed
}

/** What a step says first of all. */
export const verdictOf = ({ exitCode, outputs }: StepResult) => ({
  exitCode,
  verified: outputs.verified,
  outcome: outputs.outcome,
})

export const VERIFIED = { exitCode: 0, verified: 'true', outcome: 'verified' }

export const failed = (outcome: string) => ({ exitCode: 1, verified: 'false', outcome })
