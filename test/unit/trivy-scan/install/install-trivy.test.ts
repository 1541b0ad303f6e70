import { UserError } from '@ci-kit/core/errors'
import { installTrivy } from '@ci-kit/trivy-scan/install/install-trivy'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { archiveOf, digestOf, fakePorts } from './fake-ports.ts'
import { ARCHIVE, knowing, requestFor } from './requests.ts'

const VERSIONS = { good: '0.74.0', other: '0.73.0', evil: '0.69.4' }
const FILES = { [ARCHIVE]: 'good', [`${ARCHIVE}.sigstore.json`]: 'bundle' }
const PATH = '/cache/trivy.tar.gz'

let good: string
beforeAll(async () => {
  good = await digestOf('good')
})

const known = () => requestFor('', { digests: knowing('0.74.0', good) })
const cachedGood = { path: PATH, archive: archiveOf('good'), bundle: archiveOf('bundle') }
const accepting = async () => {}

describe('an archive whose digest is known', () => {
  test('is downloaded, verified and kept', async () => {
    const ports = fakePorts({ versions: VERSIONS, files: FILES })
    const installed = await installTrivy(known(), ports)
    expect(installed).toEqual({ path: 'good', version: '0.74.0', source: 'download', digest: good })
    expect(ports.downloaded).toEqual([ARCHIVE])
    expect(ports.stored).toEqual([expect.objectContaining({ digest: good })])
    expect(ports.lines.at(-1)).toBe(`info: Uses trivy 0.74.0 (download), digest verified: ${good}`)
  })

  test('is taken from the tool cache, also where nothing may be downloaded', async () => {
    const ports = fakePorts({ versions: VERSIONS, cached: { ...cachedGood, bundle: undefined } })
    const installed = await installTrivy({ ...known(), mode: 'never' }, ports)
    expect(installed).toMatchObject({ source: 'tool-cache', digest: good })
    expect(ports.downloaded).toEqual([])
  })

  test('fails with both digests when it is another', async () => {
    const ports = fakePorts({ versions: VERSIONS, files: { [ARCHIVE]: 'other' } })
    const installing = installTrivy(known(), ports)
    await expect(installing).rejects.toThrow(UserError)
    await expect(installing).rejects.toThrow(ARCHIVE)
    await expect(installing).rejects.toThrow(`its digest is ${await digestOf('other')}`)
    await expect(installing).rejects.toThrow(`not ${good}`)
    await expect(installing).rejects.toThrow("'download-url'")
    expect(ports.stored).toEqual([])
  })

  test('is known by the digest that the workflow gives, before the table', async () => {
    const ports = fakePorts({ versions: VERSIONS, files: FILES })
    const wrong = knowing('0.74.0', 'a'.repeat(64))
    const request = requestFor(`0.74.0@${good}`, { digests: wrong })
    expect(await installTrivy(request, ports)).toMatchObject({ digest: good })
    const table = installTrivy(requestFor('0.74.0', { digests: wrong }), ports)
    await expect(table).rejects.toThrow('a'.repeat(64))
  })

  test('needs no tool cache that can be written', async () => {
    const ports = fakePorts({ versions: VERSIONS, files: FILES, storeFails: true })
    expect(await installTrivy(known(), ports)).toMatchObject({ source: 'download' })
    expect(ports.lines).toContainEqual(expect.stringMatching(/^warning: .*EROFS/))
  })
})

describe('an entry of the tool cache', () => {
  test.each([
    ['changed', archiveOf('other'), 'instead of sha256:'],
    ['gone', undefined, 'missing or too large'],
  ])('that is %s is removed with a warning, and downloaded again', async (_, archive, words) => {
    const cached = { path: PATH, archive, bundle: undefined }
    const ports = fakePorts({ versions: VERSIONS, files: FILES, cached })
    expect(await installTrivy(known(), ports)).toMatchObject({ source: 'download', digest: good })
    expect(ports.lines[0]).toMatch(/^warning: The tool cache's \/cache\/trivy\.tar\.gz is not what/)
    expect(ports.lines[0]).toContain(words)
    expect(ports.removed).toEqual([expect.objectContaining({ digest: good })])
    expect(ports.downloaded).toEqual([ARCHIVE])
  })

  test('that is changed is not used where nothing may be downloaded', async () => {
    const cached = { ...cachedGood, archive: archiveOf('other') }
    const ports = fakePorts({ versions: VERSIONS, files: FILES, cached })
    const installing = installTrivy({ ...known(), mode: 'never' }, ports)
    await expect(installing).rejects.toThrow('install: never forbids the download')
    expect(ports.downloaded).toEqual([])
  })

  test('that is not there is an error where nothing may be downloaded', async () => {
    const installing = installTrivy({ ...known(), mode: 'never' }, fakePorts({ files: FILES }))
    await expect(installing).rejects.toThrow('neither on PATH nor in the tool cache')
  })
})

describe('an archive without a known digest', () => {
  test('is used when its signature is verified, and kept without a digest', async () => {
    const asked: unknown[] = []
    const ports = fakePorts({
      versions: VERSIONS,
      files: FILES,
      verifyRelease: async (...question) => void asked.push(question),
    })
    const installed = await installTrivy(requestFor(''), ports)
    expect(installed).toMatchObject({ source: 'download', digest: good })
    const path = '/private/trivy_0.74.0_Linux-64bit.tar.gz'
    const archive = { path, bytes: archiveOf('good'), sha256: good.slice(7) }
    expect(asked).toEqual([[archive, archiveOf('bundle'), '0.74.0']])
    expect(ports.stored).toEqual([expect.objectContaining({ digest: undefined })])
    expect(ports.lines.at(-1)).toContain('signature verified')
  })

  test('is refused when its signature is not verified', async () => {
    const ports = fakePorts({ versions: VERSIONS, files: FILES })
    const installing = installTrivy(requestFor(''), ports)
    await expect(installing).rejects.toThrow(UserError)
    await expect(installing).rejects.toThrow(/not verified: It is signed by nobody\./)
    await expect(installing).rejects.toThrow('<version>@sha256:<64 hex>')
    expect(ports.stored).toEqual([])
  })

  test('is refused when it has no bundle', async () => {
    const ports = fakePorts({ versions: VERSIONS, files: { [ARCHIVE]: 'good' } })
    const installing = installTrivy(requestFor(''), ports)
    await expect(installing).rejects.toThrow('no digest is known for Linux-64bit')
    await expect(installing).rejects.toThrow('0.74.0@sha256:<64 hex>')
  })

  test('is verified again when it comes from the tool cache', async () => {
    const world = { versions: VERSIONS, files: FILES, cached: cachedGood }
    const accepted = await installTrivy(
      requestFor(''),
      fakePorts({ ...world, verifyRelease: accepting }),
    )
    expect(accepted).toMatchObject({ source: 'tool-cache', digest: good })
    const never = installTrivy(requestFor('', { mode: 'never' }), fakePorts(world))
    await expect(never).rejects.toThrow(`${PATH} (${good}) is refused`)
  })

  test('is downloaded again when the kept signature is not verified', async () => {
    let calls = 0
    const ports = fakePorts({
      versions: VERSIONS,
      files: FILES,
      cached: cachedGood,
      verifyRelease: async () => {
        calls += 1
        if (calls === 1) throw new UserError('It is expired.')
      },
    })
    expect(await installTrivy(requestFor(''), ports)).toMatchObject({ source: 'download' })
    expect(ports.lines[0]).toMatch(/^warning: .*It is expired\./)
  })

  test('is not used when the kept bundle is missing', async () => {
    const cached = { ...cachedGood, bundle: undefined }
    const ports = fakePorts({ versions: VERSIONS, cached, verifyRelease: accepting })
    const never = installTrivy(requestFor('', { mode: 'never' }), ports)
    await expect(never).rejects.toThrow('neither on PATH')
    expect(ports.lines[0]).toContain('its sigstore bundle is missing')
  })

  test('lets a bug of the verifier through', async () => {
    const verifyRelease = async () => Promise.reject(new TypeError('a bug'))
    const ports = fakePorts({ files: FILES, cached: cachedGood, verifyRelease })
    await expect(installTrivy(requestFor(''), ports)).rejects.toThrow(TypeError)
  })
})

describe('the program in an archive', () => {
  test.each([
    ['other', 'says that it is 0.73.0, not 0.74.0'],
    ['evil', 'is refused: trivy 0.69.4 was published by an attacker'],
    ['silent', 'silent does not start'],
  ])('%s is not used', async (program, words) => {
    const ports = fakePorts({ versions: VERSIONS, files: { [ARCHIVE]: program } })
    const request = requestFor(`0.74.0@${await digestOf(program)}`)
    const installing = installTrivy(request, ports)
    await expect(installing).rejects.toThrow(UserError)
    await expect(installing).rejects.toThrow(words)
  })
})

test('a trivy on PATH needs neither the tool cache nor the network', async () => {
  const ports = fakePorts({
    onPath: { '/usr/bin/trivy': '/usr/bin/trivy' },
    versions: { '/usr/bin/trivy': '0.74.0' },
    cached: cachedGood,
  })
  const installed = await installTrivy({ ...known(), mode: 'never' }, ports)
  expect(installed).toMatchObject({ source: 'path', path: '/usr/bin/trivy' })
  expect(ports.lines).toEqual(['info: Uses trivy 0.74.0 of PATH (/usr/bin/trivy), unverified.'])
})
