import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { discoverBundles } from '@ci-kit/attestation/discover/discover'
import { type Registry, startRegistry } from '@ci-kit/cli/engine'
import { runStep, type Step, type StepEvent, type StepResult } from '@ci-kit/cli/run-step'
import type { GitHubClaims } from '@ci-kit/local-sigstore/github-claims'
import type { SigningConfigOptions } from '@ci-kit/local-sigstore/signing-config'
import {
  type LocalSigstore,
  type LoggedRequest,
  startLocalSigstore,
} from '@ci-kit/local-sigstore/start-local-sigstore'
import type { RootOptions } from '@ci-kit/local-sigstore/trusted-root'
import type { Digest } from '@ci-kit/oci/digest'
import { registryClient } from '@ci-kit/oci/registry'
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals'
import { pushArtifact, pushIndex } from '../fakes/oci-artifact.ts'
import { imageOf } from '../fakes/sample-image.ts'
import { actionFolder } from './actions.ts'

export const ISSUER = 'https://token.actions.githubusercontent.com'
export const REPOSITORY = 'octo/shop'
/** Of the job, unless its claims say something else. */
export const WORKFLOW = `https://github.com/${REPOSITORY}/.github/workflows/release.yml@refs/heads/main`
export const PROVENANCE = 'https://slsa.dev/provenance/v1'

const PLATFORMS = ['linux/amd64', 'linux/arm64']

/** A push to the main branch. */
export const PUSH: StepEvent = {
  name: 'push',
  payload: { ref: 'refs/heads/main', repository: { visibility: 'public' } },
  ref: 'refs/heads/main',
  sha: 'a'.repeat(40),
  repository: REPOSITORY,
}

export type AttestStep = Omit<Step, 'folder' | 'workspace'> & {
  /** What the identity token of the job says, where it is not what the event says. */
  readonly claims?: Partial<GitHubClaims>
  /** Whether the runner offers an identity token; default true. */
  readonly idToken?: boolean
  readonly signing?: SigningConfigOptions
  readonly root?: RootOptions
}

export type Pushed = {
  /** `127.0.0.1:PORT/org/image` */
  readonly name: string
  /** `127.0.0.1:PORT/org/image:TAG` */
  readonly tagged: string
  readonly digest: Digest
  /** Digests for linux/amd64 and linux/arm64; none for an image that is no index. */
  readonly platforms: readonly Digest[]
}

export type AttestWorkbench = {
  registry(): string
  sigstore(): LocalSigstore
  workspace(): string
  /** Writes a file into the workspace; answers its absolute path. */
  file(name: string, content: string | object): string
  /** Pushes an index of two platforms, another one each time. */
  pushIndex(name?: string, tag?: string): Promise<Pushed>
  /** Pushes an image of one platform. */
  pushImage(name?: string, tag?: string): Promise<Pushed>
  /** Runs the bundle with the local Sigstore, for the registry alone unless told otherwise. */
  attest(step: AttestStep): Promise<StepResult>
  /** What this test has asked of Sigstore. */
  asked(service: LoggedRequest['service']): readonly LoggedRequest[]
  /** The bundles that are attached to a digest. */
  attachedTo(name: string, digest: Digest): Promise<readonly Uint8Array[]>
}

/** The repository of `127.0.0.1:PORT/org/image`. */
export const repositoryOf = (name: string) => {
  const [host = '', ...path] = name.split('/')
  return registryClient({ host }).repository(path.join('/'))
}

/** Call it at the top of a file of tests: it sets up and cleans up. */
export const attestWorkbench = (): AttestWorkbench => {
  let registry: Registry
  let sigstore: LocalSigstore
  let workspace: string
  let before = 0
  let serial = 0
  beforeAll(async () => {
    registry = await startRegistry()
    sigstore = await startLocalSigstore({ issuer: ISSUER })
  }, 60_000)
  afterAll(() => Promise.all([registry?.stop(), sigstore?.close()]), 60_000)
  beforeEach(() => {
    workspace = mkdtempSync(join(tmpdir(), 'attest-test-'))
    before = sigstore.requests.length
  })
  afterEach(() => rmSync(workspace, { recursive: true }))
  const next = () => {
    serial += 1
    return serial
  }
  const imageFor = (platform: string) => imageOf({ layers: [{ hello: `${next()}` }], platform })
  const nextName = () => `org/image-${next()}`
  const pushed = (name: string, tag: string) => {
    const full = `${registry.address}/${name}`
    return { name: full, tagged: `${full}:${tag}` }
  }
  const file: AttestWorkbench['file'] = (name, content) => {
    const path = join(workspace, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
    return path
  }
  return {
    registry: () => registry.address,
    sigstore: () => sigstore,
    workspace: () => workspace,
    file,
    pushIndex: async (name = nextName(), tag = '1') => {
      const entries = await Promise.all(
        PLATFORMS.map(async (platform) => ({ platform, artifact: await imageFor(platform) })),
      )
      const digest = await pushIndex(registry.address, name, tag, entries)
      const platforms = entries.map(({ artifact }) => artifact.digest)
      return { ...pushed(name, tag), digest, platforms }
    },
    pushImage: async (name = nextName(), tag = '1') => {
      const digest = await pushArtifact(registry.address, name, tag, await imageFor('linux/amd64'))
      return { ...pushed(name, tag), digest, platforms: [] }
    },
    attest: ({ claims, idToken = true, signing, root, inputs, env, event = PUSH, ...step }) => {
      file('.sigstore/signing.json', sigstore.signingConfig(signing))
      file('.sigstore/root.json', sigstore.trustedRoot(root))
      const { repository, ref, sha, name: event_name } = event
      const job = { repository, ref, sha, event_name, ...claims }
      return runStep({
        ...step,
        event,
        folder: actionFolder('attest'),
        workspace,
        inputs: {
          sigstore: '.sigstore/signing.json',
          'trusted-root': '.sigstore/root.json',
          store: 'registry',
          'output-dir': 'bundles',
          'github-token': '',
          ...inputs,
        },
        env: { HOME: workspace, ...(idToken && sigstore.environment({ claims: job })), ...env },
      })
    },
    asked: (service) =>
      sigstore.requests.slice(before).filter((request) => request.service === service),
    attachedTo: async (name, digest) => {
      const { attachments } = await discoverBundles(repositoryOf(name), digest)
      return attachments.map(({ bundle }) => bundle)
    },
  }
}
