import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import { installTrivy } from '@ci-kit/trivy-scan/install/install-trivy'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { digestOf, program, release, tarOf } from './archives.ts'
import { NAME, PATH, request, setting } from './installing.ts'
import { type ReleaseServer, releaseServer, sending } from './release-server.ts'

let server: ReleaseServer
beforeEach(async () => {
  server = await releaseServer()
})
afterEach(() => server.close())

const entry = (tools: string, name: string): string =>
  join(tools, 'trivy-archive', '0.74.0', `Linux-64bit-${name}`)

const published = async (archive: Buffer | Promise<Buffer>): Promise<string> => {
  const bytes = await archive
  server.answer(PATH, sending(200, bytes))
  return digestOf(bytes)
}

describe('a trivy that is downloaded', () => {
  test('is verified, kept as an archive, and runs out of a private folder', async () => {
    const digest = await published(release('0.74.0'))
    const { ports, tools, temp } = setting()
    const installed = await installTrivy(request(server.base, digest), ports)
    expect(installed).toMatchObject({ version: '0.74.0', source: 'download', digest })
    expect(readFileSync(installed.path, 'utf8')).toBe(program('0.74.0'))
    expect(statSync(dirname(installed.path)).mode & 0o777).toBe(0o700)
    expect(installed.path.startsWith(temp)).toBe(true)
    const kept = entry(tools, digest.slice(7))
    expect(readdirSync(kept)).toEqual([NAME])
    expect(digestOf(readFileSync(join(kept, NAME)))).toBe(digest)
  })

  test('comes from the tool cache the next time, without a request', async () => {
    const digest = await published(release('0.74.0'))
    const { ports } = setting()
    await installTrivy(request(server.base, digest), ports)
    const again = await installTrivy(request(server.base, digest, { mode: 'never' }), ports)
    expect(again).toMatchObject({ source: 'tool-cache', digest })
    expect(server.asked).toEqual([PATH])
  })

  test('is downloaded again when the tool cache was tampered with', async () => {
    const digest = await published(release('0.74.0'))
    const { ports, tools, lines } = setting()
    await installTrivy(request(server.base, digest), ports)
    const kept = join(entry(tools, digest.slice(7)), NAME)
    const evil = await release('0.74.0', 'touch /tmp/never')
    writeFileSync(kept, evil)
    const again = await installTrivy(request(server.base, digest), ports)
    expect(again).toMatchObject({ source: 'download', digest })
    expect(readFileSync(again.path, 'utf8')).toBe(program('0.74.0'))
    const [warning, ...others] = lines.filter((line) => line.startsWith('warning'))
    expect(warning).toContain(`${kept} is not what was put there: it has ${digestOf(evil)}`)
    expect(warning).toContain(`instead of ${digest}. It is removed`)
    expect(others).toEqual([])
    expect(digestOf(readFileSync(kept))).toBe(digest)
    expect(server.asked).toEqual([PATH, PATH])
  })

  test('is not kept when it was tampered with and nothing may be downloaded', async () => {
    const digest = await published(release('0.74.0'))
    const { ports, tools } = setting()
    await installTrivy(request(server.base, digest), ports)
    const folder = entry(tools, digest.slice(7))
    writeFileSync(join(folder, NAME), 'x')
    const installing = installTrivy(request(server.base, digest, { mode: 'never' }), ports)
    await expect(installing).rejects.toThrow('neither on PATH nor in the tool cache')
    expect([existsSync(folder), existsSync(`${folder}.complete`)]).toEqual([false, false])
  })

  test('is not unpacked, kept or started when it is another', async () => {
    await published(release('0.74.0'))
    const { ports, tools, temp } = setting()
    const expected = `sha256:${'a'.repeat(64)}`
    const installing = installTrivy(request(server.base, expected), ports)
    await expect(installing).rejects.toThrow(UserError)
    await expect(installing).rejects.toThrow(`not ${expected}`)
    expect(readdirSync(tools)).toEqual([])
    expect(readdirSync(temp)).toEqual([])
  })

  test('works without a tool cache', async () => {
    const digest = await published(release('0.74.0'))
    const { ports, tools, lines } = setting({ env: { PATH: '' } })
    const installed = await installTrivy(request(server.base, digest), ports)
    expect(installed).toMatchObject({ source: 'download' })
    expect(readdirSync(tools)).toEqual([])
    expect(lines.filter((line) => line.startsWith('warning'))).toEqual([])
  })
})

describe('a trivy without a known digest', () => {
  test('is verified by its bundle, again each time it comes from the tool cache', async () => {
    const archive = await release('0.74.0')
    const sha256 = (await published(archive)).slice(7)
    server.answer(`${PATH}.sigstore.json`, sending(200, '{"bundle":1}'))
    const verified: string[] = []
    const { ports, tools } = setting({
      verifyRelease: async ({ path, bytes, sha256 }, bundle, version) => {
        expect(readFileSync(path)).toEqual(archive)
        expect(Buffer.from(bytes)).toEqual(archive)
        verified.push(`${sha256} ${Buffer.from(bundle)} ${version}`)
      },
    })
    const first = await installTrivy(request(server.base), ports)
    const second = await installTrivy(request(server.base), ports)
    expect([first.source, second.source]).toEqual(['download', 'tool-cache'])
    expect(verified).toEqual(Array(2).fill(`${sha256} {"bundle":1} 0.74.0`))
    expect(readdirSync(entry(tools, 'signed')).sort()).toEqual([NAME, `${NAME}.sigstore.json`])
  })

  test('is not kept when its bundle is not accepted', async () => {
    await published(release('0.74.0'))
    server.answer(`${PATH}.sigstore.json`, sending(200, '{}'))
    const verifyRelease = async () => Promise.reject(new UserError('It is signed by mallory.'))
    const { ports, tools, temp } = setting({ verifyRelease })
    const installing = installTrivy(request(server.base), ports)
    await expect(installing).rejects.toThrow('not verified: It is signed by mallory.')
    expect([readdirSync(tools), readdirSync(temp)]).toEqual([[], []])
  })

  test('and without a bundle is refused with the way out', async () => {
    await published(release('0.74.0'))
    const installing = installTrivy(request(server.base), setting().ports)
    await expect(installing).rejects.toThrow('no digest is known for Linux-64bit')
    await expect(installing).rejects.toThrow('.sigstore.json cannot be downloaded: 404')
  })
})

describe('an archive with the right digest', () => {
  test.each([
    ['no trivy in it', () => tarOf({ README: 'x' }), 'holds no file trivy'],
    ['another version', () => release('0.73.0'), 'says that it is 0.73.0, not 0.74.0'],
    ['an attack in it', () => release('0.69.4'), 'CVE-2026-33634'],
    [
      'a broken program',
      () => release('0.74.0', 'echo cannot run >&2; exit 3'),
      'exit code 3, cannot run',
    ],
    ['a silent program', () => tarOf({ trivy: '#!/bin/sh\n' }), 'exit code 0, no output'],
    ['no program at all', () => tarOf({ trivy: '#!/no/such/shell\n' }), 'could not be started'],
  ])('and %s is refused', async (_, made, words) => {
    const digest = await published(made())
    const installing = installTrivy(request(server.base, digest), setting().ports)
    await expect(installing).rejects.toThrow(UserError)
    await expect(installing).rejects.toThrow(words)
  })
})
