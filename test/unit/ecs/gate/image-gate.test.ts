import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contextOf } from '@ci-kit/core/event'
import { type GatePlaces, imageGate } from '@ci-kit/ecs/gate/image-gate'
import { unproven } from '@ci-kit/ecs/gate/unproven'
import { digestOf } from '@ci-kit/oci/digest'
import { OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { inMemoryRegistry } from '../in-memory-registry.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'image-gate-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const SIGNER = 'signer-workflow: org/app/.github/workflows/release.yml@refs/heads/main'
const TRUST = { trustedRoots: [], sigstore: 'public', refresh: 'never' } as const

const text = JSON.stringify({
  schemaVersion: 2,
  mediaType: OCI_MANIFEST,
  config: { mediaType: 'x/y', digest: `sha256:${'1'.repeat(64)}`, size: 2 },
  layers: [],
})
const digest = digestOf(Buffer.from(text))
const IMAGE = `ghcr.io/org/web@${digest}`

const quiet = () => {}
const log = {
  info: quiet,
  debug: quiet,
  notice: quiet,
  warning: quiet,
  error: quiet,
  group: quiet,
  endGroup: quiet,
}

/** A registry with one image that nobody attested. */
const places = () => {
  const { registry, asked } = inMemoryRegistry([
    { reference: `org/web@${digest}`, mediaType: OCI_MANIFEST, digest, text },
  ])
  const at: GatePlaces = {
    input: 'verify',
    context: contextOf({ GITHUB_WORKSPACE: folder }, folder),
    githubToken: '',
    folder,
    log,
    signal: new AbortController().signal,
    registry,
  }
  return { at, asked }
}

const inline = (policy: string) => ({ document: { kind: 'inline', text: policy } as const })

test.each([
  ['signer-workflow: nonsense', /verify/],
  ['[]', /verify/],
  [`${SIGNER}\nmax-age: soon`, /max-age/],
])(
  'a policy that cannot be used is refused before anything is asked: %j',
  async (policy, words) => {
    const { at, asked } = places()
    await expect(imageGate({ ...inline(policy), trust: TRUST }, at)).rejects.toThrow(words)
    expect(asked).toEqual([])
  },
)

test('a policy is read from a file of the workspace', async () => {
  await writeFile(join(folder, 'policy.yml'), 'signer-workflow: nonsense')
  const gate = { document: { kind: 'file', path: 'policy.yml' } as const, trust: TRUST }
  await expect(imageGate(gate, places().at)).rejects.toThrow('policy.yml')
})

test("GitHub's attestations that cannot be asked for leave an image unproven", async () => {
  const { at, asked } = places()
  const verify = await imageGate({ ...inline(SIGNER), trust: TRUST }, at)
  expect(asked).toEqual([])
  const verdict = await verify([IMAGE])
  expect(verdict.outcome).toBe('unknown')
  expect(unproven(verdict)).toMatch(/ghcr\.io\/org\/web: .*Set 'github-token'/)
  expect(asked[0]).toBe(`GET org/web ${digest}`)
})
