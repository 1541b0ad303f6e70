import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { UserError } from '@ci-kit/core/errors'
import { releaseAsset } from '@ci-kit/trivy-scan/install/asset'
import { unpacking } from '@ci-kit/trivy-scan/install/unpack'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from '../../folders.ts'
import { program, release, tarOf, zipOf } from './archives.ts'

const LINUX = releaseAsset('0.74.0', { platform: 'linux', arch: 'x64' })
const WINDOWS = releaseAsset('0.74.0', { platform: 'win32', arch: 'x64' })
const ZIPPED = { LICENSE: 'Apache', 'contrib/trivy.exe': 'not this', 'trivy.exe': 'the program' }

const bytes = (archive: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(archive)

describe('an archive', () => {
  test('gives its program alone, for this user alone', async () => {
    const folder = folderWith()
    const path = await unpacking(async () => folder)(bytes(await release('0.74.0')), LINUX)
    expect(path).toBe(join(folder, 'trivy'))
    expect(readFileSync(path, 'utf8')).toBe(program('0.74.0'))
    expect(statSync(path).mode & 0o777).toBe(0o700)
    expect(readdirSync(folder)).toEqual(['trivy'])
  })

  test('may write its names with ./ in front', async () => {
    const folder = folderWith()
    const archive = await tarOf({ './trivy': 'the program' })
    const path = await unpacking(async () => folder)(bytes(archive), LINUX)
    expect(readFileSync(path, 'utf8')).toBe('the program')
  })

  test.each([0, 8] as const)('for Windows is a zip, packed by method %d', async (method) => {
    const folder = folderWith()
    const path = await unpacking(async () => folder)(bytes(zipOf(ZIPPED, method)), WINDOWS)
    expect(path).toBe(join(folder, 'trivy.exe'))
    expect(readFileSync(path, 'utf8')).toBe('the program')
  })

  test.each([
    ['tar without it', LINUX, () => tarOf({ 'bin/trivy': 'elsewhere' })],
    ['empty tar', LINUX, () => tarOf({})],
    ['zip without it', WINDOWS, async () => zipOf({ trivy: 'no exe' })],
  ])('is refused: %s', async (_, asset, made) => {
    const unpacked = unpacking(async () => folderWith())(bytes(await made()), asset)
    await expect(unpacked).rejects.toThrow(UserError)
    await expect(unpacked).rejects.toThrow(`${asset.name} holds no file ${asset.program}.`)
    await expect(unpacked).rejects.toThrow("'download-url'")
  })

  test.each([
    ['no gzip', LINUX, async () => Buffer.from('<html>Not found</html>')],
    ['no tar', LINUX, async () => gzipSync(Buffer.alloc(2048, 'x'))],
    ['a tar cut short', LINUX, async () => (await release('0.74.0')).subarray(0, 100)],
    ['no zip', WINDOWS, async () => Buffer.from('<html>Not found</html>')],
    ['nothing', WINDOWS, async () => Buffer.alloc(0)],
    ['a zip cut short', WINDOWS, async () => zipOf(ZIPPED).subarray(60)],
    ['a zip with a broken list', WINDOWS, async () => broken(zipOf(ZIPPED), 'PK\x01\x02')],
    ['a zip with a broken file', WINDOWS, async () => broken(zipOf(ZIPPED), 'PK\x03\x04', 2)],
  ])('is refused: %s', async (_, asset, made) => {
    const unpacked = unpacking(async () => folderWith())(bytes(await made()), asset)
    await expect(unpacked).rejects.toThrow(UserError)
    await expect(unpacked).rejects.toThrow(`${asset.name} cannot be unpacked: `)
  })

  test('that cannot be written is told with the place', async () => {
    const folder = folderWith({ trivy: 'somebody was here' })
    const unpacked = unpacking(async () => folder)(bytes(await release('0.74.0')), LINUX)
    await expect(unpacked).rejects.toThrow(UserError)
    await expect(unpacked).rejects.toThrow(`trivy cannot be written to ${folder}/trivy: EEXIST`)
    expect(readFileSync(join(folder, 'trivy'), 'utf8')).toBe('somebody was here')
  })

  test('that a link stands in for is refused', async () => {
    const folder = folderWith()
    mkdirSync(join(folder, 'in'))
    execFileSync('ln', ['-s', '/etc/passwd', join(folder, 'in/trivy')])
    execFileSync('tar', ['-czf', join(folder, 'a.tar.gz'), '-C', join(folder, 'in'), 'trivy'])
    const archive = bytes(readFileSync(join(folder, 'a.tar.gz')))
    await expect(unpacking(async () => folder)(archive, LINUX)).rejects.toThrow('holds no file')
    expect(existsSync(join(folder, 'trivy'))).toBe(false)
  })
})

/** The archive with one of its signatures overwritten, the first or a later one. */
const broken = (archive: Buffer, signature: string, which = 0): Buffer => {
  let at = archive.indexOf(signature)
  for (let left = which; left > 0; left -= 1) at = archive.indexOf(signature, at + 1)
  archive.write('XXXX', at, 'latin1')
  return archive
}
