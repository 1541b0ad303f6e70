import { existsSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { StepResult } from '@ci-kit/cli/run-step'
import { describe, expect, jest, test } from '@jest/globals'
import { pushArtifact } from '../fakes/oci-artifact.ts'
import { tarOf } from '../fakes/tar.ts'
import { archiveArtifact } from '../fakes/trivy-database.ts'
import { errorsOf } from './actions.ts'
import { ADVISORIES, FIXED, OPENSSL, VULNERABLE } from './trivy-samples.ts'
import { outcomeOf, pathsOf, trivyScanWorkbench } from './trivy-scan-workbench.ts'

jest.setTimeout(180_000)

/* What a job sees when something is wrong: red, one error that names it, and never a green without a scan. */

const bench = trivyScanWorkbench()
const { scan, push, publish, spoil, file, registry } = bench

/** Nobody listens on this port of the loopback. */
const NOBODY = '127.0.0.1:1'
const DAY_MS = 86_400_000

/** Red with one error; answers it. */
const failed = (result: StepResult): string => {
  expect(result.exitCode).toBe(1)
  expect(errorsOf(result)).toHaveLength(1)
  expect(result.outputs.verdict).toBe('error')
  return errorsOf(result).join()
}

const MANIFESTS = /\/manifests\//
const REFUSALS = { 401: 'UNAUTHORIZED', 429: 'TOOMANYREQUESTS', 500: 'UNKNOWN' } as const

const refusal = (status: keyof typeof REFUSALS) => ({
  path: MANIFESTS,
  status,
  headers: {
    'content-type': 'application/json',
    ...(status === 401 && { 'www-authenticate': 'Basic realm="test"' }),
    ...(status === 429 && { 'retry-after': '0' }),
  },
  body: JSON.stringify({ errors: [{ code: REFUSALS[status], message: 'by the test' }] }),
})

describe('an image', () => {
  test('that does not exist', async () => {
    const image = `${registry()}/org/shop/nothing:1`
    const message = failed(await scan({ inputs: { 'image-ref': image } }))
    expect(message).toContain(`manifest "1" in ${registry()}/org/shop/nothing`)
  })

  test('that does not exist beside one that does: the reports of that one are kept', async () => {
    const good = await push({ packages: VULNERABLE })
    const missing = good.replace(/:1$/, ':missing')
    const result = await scan({ inputs: { 'image-ref': `${good}\n${missing}` } })
    expect(failed(result)).toContain('manifest "missing"')
    const [findings = ''] = pathsOf(bench, result, 'findings-path')
    expect(readFileSync(findings, 'utf8')).toContain(OPENSSL.id)
    const [sarif = ''] = pathsOf(bench, result, 'sarif-path')
    expect(existsSync(sarif)).toBe(true)
  })

  test.each([401, 429, 500] as const)('whose registry answers %i', async (status) => {
    const image = await push({ packages: FIXED })
    const proxy = await spoil([refusal(status)])
    const result = await scan({ inputs: { 'image-ref': image.replace(registry(), proxy.address) } })
    const message = failed(result)
    expect(message).toContain(proxy.address)
    expect(message).toContain(String(status))
  })

  test('whose registry is busy for a moment is scanned', async () => {
    const image = await push({ packages: FIXED })
    const proxy = await spoil([{ ...refusal(429), times: 2 }])
    const result = await scan({ inputs: { 'image-ref': image.replace(registry(), proxy.address) } })
    expect(outcomeOf(result)).toEqual({ exitCode: 0, verdict: 'pass', total: '0' })
  })
})

describe('a database', () => {
  const scanWith = async (repositories: string, more: Readonly<Record<string, string>> = {}) => {
    const image = await push({ packages: FIXED })
    return scan({ inputs: { 'image-ref': image, 'db-repositories': repositories, ...more } })
  }

  const metadata = JSON.stringify({ Version: 2, UpdatedAt: new Date().toISOString() })
  test.each([
    ['that is no archive', async () => Buffer.from('no archive')],
    [
      'of another schema',
      async () => gzipSync(await tarOf({ 'trivy.db': 'x', 'metadata.json': '{"Version":9}' })),
    ],
    [
      'whose file is damaged',
      async () => gzipSync(await tarOf({ 'trivy.db': 'no bolt file', 'metadata.json': metadata })),
    ],
    ['without a date', async () => gzipSync(await tarOf({ 'trivy.db': 'no bolt file' }))],
  ])('%s', async (name, archive) => {
    const repository = `databases/bad-${name.replaceAll(' ', '-')}`
    await pushArtifact(registry(), repository, '2', archiveArtifact(await archive()))
    const reference = `${registry()}/${repository}:2`
    expect(failed(await scanWith(reference))).toContain(reference)
  })

  test('that is damaged on the first mirror comes from the second', async () => {
    const bad = archiveArtifact(Buffer.from('no archive'))
    await pushArtifact(registry(), 'databases/bad-first', '2', bad)
    const good = await publish(ADVISORIES)
    const result = await scanWith(`${registry()}/databases/bad-first:2\n${good}`)
    expect(outcomeOf(result)).toEqual({ exitCode: 0, verdict: 'pass', total: '0' })
  })

  test('that no mirror has', async () => {
    const mirrors = [`${NOBODY}/trivy-db:2`, `${registry()}/databases/none:2`]
    const message = failed(await scanWith(mirrors.join('\n')))
    for (const mirror of mirrors) expect(message).toContain(mirror)
  })

  test('that is older than it may be', async () => {
    const old = await publish(ADVISORIES, new Date(Date.now() - 10 * DAY_MS))
    const message = failed(await scanWith(old, { 'max-db-age': '48h' }))
    expect(message).toContain('max-db-age')
    expect(message).toContain('10 days ago')
    expect(message).toContain('2 days')
    expect((await scanWith(old, { 'max-db-age': '11d' })).exitCode).toBe(0)
  })

  test('in a folder that does not exist', async () => {
    expect(failed(await scanWith('', { 'db-path': 'no-such-folder' }))).toContain('no-such-folder')
  })
})

describe('an ignore file', () => {
  const scanWith = async (text: string) => {
    file('ignore.yaml', text)
    const image = await push({ packages: VULNERABLE })
    return scan({ inputs: { 'image-ref': image, 'ignore-files': 'ignore.yaml' } })
  }
  const entry = (...lines: readonly string[]) =>
    ['vulnerabilities:', `  - id: ${OPENSSL.id}`, ...lines.map((line) => `    ${line}`), ''].join(
      '\n',
    )

  test.each([
    ['that is no YAML', 'vulnerabilities: [', 'ignore.yaml'],
    ['that is no map', '- a\n- b\n', 'ignore.yaml'],
    ['without an owner', entry('expired_at: 2099-12-31'), 'owner'],
    ['without an end', entry('owner: team-web'), 'expired_at'],
    ['with a date that is none', entry('owner: team-web', 'expired_at: someday'), 'expired_at'],
  ])('%s', async (_, text, word) => {
    const message = failed(await scanWith(text))
    expect(message).toContain(word)
    expect(message).toContain('ignore.yaml')
  })

  test('that does not exist', async () => {
    const image = await push({ packages: FIXED })
    const inputs = { 'image-ref': image, 'ignore-files': 'no-such.yaml' }
    expect(failed(await scan({ inputs }))).toContain('no-such.yaml')
  })

  test('with an entry that holds makes the image green', async () => {
    const result = await scanWith(entry('owner: team-web', 'expired_at: 2099-12-31'))
    expect(result.exitCode).toBe(0)
    expect(result.outputs).toMatchObject({ verdict: 'pass', total: '0', suppressed: '1' })
  })

  test('with an entry that has expired fails with its line', async () => {
    const result = await scanWith(entry('owner: team-web', 'expired_at: 2020-01-01'))
    expect(result.exitCode).toBe(1)
    expect(result.outputs.verdict).toBe('fail')
    expect(errorsOf(result).join()).toContain('ignore.yaml:2')
  })
})
