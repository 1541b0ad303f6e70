import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileRoots } from '@ci-kit/attestation/trust/root-files'
import { tufRoots } from '@ci-kit/attestation/trust/tuf-root'
import { fakeSigstore, workflowIdentity } from '@ci-kit/local-sigstore/sigstore'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type TufServer, tufServer } from '../../fakes/tuf-server.ts'
import { ARTIFACT, bytesOf, verifierOn } from './bundles.ts'

const TARGET = { name: 'trusted_root.json', content: '{"mediaType":"x"}' }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trust-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const file = (content: string | Uint8Array): string => {
  const path = join(folder, 'trusted_root.json')
  writeFileSync(path, content)
  return path
}

const rootsIn = (path: string) => fileRoots([path], { notice: () => undefined }).current()

describe('a trusted root in a file', () => {
  test('is read', async () => {
    await expect(rootsIn(file(TARGET.content))).resolves.toEqual([
      { name: 'trusted_root.json', root: { mediaType: 'x' } },
    ])
  })

  test.each([
    ['no JSON', 'x', /is no JSON object.*cosign trusted-root create/],
    ['a list', '[]', /is no JSON object/],
    ['too long', Buffer.alloc(1024 * 1024 + 1, 0x20), /has 1048577 bytes, 1048576 are allowed/],
  ])('is refused: %s', async (_name, content, says) => {
    const path = file(content)
    await expect(rootsIn(path)).rejects.toThrow(says)
    await expect(rootsIn(path)).rejects.toThrow(`trusted-root: "${path}"`)
  })

  test.each([
    ['is not there', (path: string) => join(path, 'none'), /ENOENT.*starts at the workspace/],
    ['is a folder', (path: string) => path, /is no file\. Give sigstore's trusted_root\.json/],
    ['has no end', () => '/dev/zero', /is no file/],
  ])('is told when it %s', async (_name, place, says) => {
    await expect(rootsIn(place(folder))).rejects.toThrow(says)
  })
})

describe('a trusted root that cannot be used', () => {
  const answerTo = async (root: object) => {
    const bundle = await (await fakeSigstore()).signArtifact(ARTIFACT, workflowIdentity())
    const policy = { issuer: 'x', identity: 'y' }
    return verifierOn(root).artifact(bytesOf(bundle), ARTIFACT, policy)
  }

  test.each([
    ['no authority', { tlogs: [] }, /names no certificate authority/],
    ['members of a wrong type', { certificateAuthorities: [1] }, /cannot be used/],
    [
      'a certificate that is none',
      { certificateAuthorities: [{ certChain: { certificates: [{ rawBytes: 'AAAA' }] } }] },
      /cannot be used/,
    ],
  ])('is told: %s', async (_name, root, says) => {
    await expect(answerTo(root)).rejects.toThrow(says)
  })

  test('is told: nothing that vouches for a time', async () => {
    const root = (await fakeSigstore()).trustedRoot({ log: false, timestamps: false })
    await expect(answerTo(root)).rejects.toThrow(/neither a transparency log nor a timestamp/)
  })
})

describe('the trusted root of a public instance', () => {
  let server: TufServer | undefined
  afterEach(() => server?.close())

  const source = ({ url, root }: TufServer, timeoutMs = 10_000) => {
    const rootPath = join(folder, 'root.json')
    writeFileSync(rootPath, root)
    const cacheFolder = join(folder, 'cache')
    return tufRoots('test', { url, rootPath }, { cacheFolder, timeoutMs })
  }

  test('is fetched by TUF, and its content is not fetched twice', async () => {
    server = await tufServer(TARGET)
    await expect(source(server).current()).resolves.toEqual([
      { name: 'test', root: { mediaType: 'x' } },
    ])
    await expect(source(server).current()).resolves.toEqual([
      { name: 'test', root: { mediaType: 'x' } },
    ])
    const fetched = server.requests.filter((path) => path.startsWith('/targets/'))
    expect(fetched).toHaveLength(1)
  })

  test('is refused when its list is not signed by the keys of the root', async () => {
    server = await tufServer(TARGET, { forged: true })
    await expect(source(server).current()).rejects.toThrow(/could not be fetched: .*trusted-root/)
  })

  test('is refused when it is no JSON', async () => {
    server = await tufServer({ ...TARGET, content: 'x' })
    await expect(source(server).current()).rejects.toThrow(/what was fetched is no JSON object/)
  })

  test('is not waited for longer than said', async () => {
    server = await tufServer(TARGET, { silent: true })
    await expect(source(server, 200).current()).rejects.toThrow(
      /no answer within 0.2 s\. Let the runner reach .*give a trusted_root.json in trusted-root/,
    )
  })

  test('is told when nobody answers', async () => {
    server = await tufServer(TARGET)
    await server.close()
    await expect(source(server).current()).rejects.toThrow(
      /could not be fetched: .*(ECONNREFUSED|fetch failed)/,
    )
  })
})
