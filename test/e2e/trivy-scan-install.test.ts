import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { digestOf } from '@ci-kit/oci/digest'
import { afterEach, describe, expect, test } from '@jest/globals'
import { type ReleaseServer, releaseArchive, releaseServer } from '../fakes/release-server.ts'
import { scanTool } from '../fakes/trivy-tools.ts'
import { errorsOf } from './actions.ts'
import { VULNERABLE } from './trivy-samples.ts'
import { outcomeOf, SYSTEM_PATH, trivyScanWorkbench } from './trivy-scan-workbench.ts'

/* No trivy is on the PATH, so the bundle has to get one, and may not trust what it gets. */

const { scan, push, workspace } = trivyScanWorkbench()

let server: ReleaseServer | undefined
afterEach(async () => {
  await server?.stop()
  server = undefined
})

/** The real trivy as a release, which leaves a trace of each start. */
const tracing = () => releaseArchive(`echo >> '${trace()}'\nexec '${scanTool('trivy')}' "$@"`)
const trace = () => join(workspace(), 'started')

const install = async (archive: Uint8Array, version: string) => {
  server ??= await releaseServer(archive)
  return scan({
    inputs: {
      'image-ref': await push({ packages: VULNERABLE }),
      install: 'auto',
      version,
      'download-url': server.url,
    },
    env: { PATH: SYSTEM_PATH },
    toolCache: join(workspace(), 'tools'),
  })
}

/** Red with one error, and the archive's program was never started. */
const refused = (result: Awaited<ReturnType<typeof install>>): string => {
  expect(result.exitCode).toBe(1)
  expect(errorsOf(result)).toHaveLength(1)
  expect(result.outputs.verdict).toBe('error')
  expect(existsSync(trace())).toBe(false)
  return errorsOf(result).join()
}

describe('an archive', () => {
  test('with the digest that the workflow names is used, and kept for the next run', async () => {
    const archive = await tracing()
    const version = `0.74.0@${digestOf(archive)}`
    for (const _ of ['download', 'tool cache'])
      expect(outcomeOf(await install(archive, version))).toEqual({
        exitCode: 1,
        verdict: 'fail',
        total: '1',
      })
    expect(existsSync(trace())).toBe(true)
    expect(server?.asked).toHaveLength(1)
  })

  test('with another digest than the workflow names is refused', async () => {
    const archive = await tracing()
    const wrong = `sha256:${'0'.repeat(64)}`
    const message = refused(await install(archive, `0.74.0@${wrong}`))
    expect(message).toContain(digestOf(archive))
    expect(message).toContain(wrong)
  })

  test('that is not the one of the default version is refused', async () => {
    const archive = await tracing()
    expect(refused(await install(archive, ''))).toContain(digestOf(archive))
  })

  test('of another version without a signature is refused', async () => {
    expect(refused(await install(await tracing(), '0.70.0'))).toContain('0.70.0')
  })

  test.each(['0.69.4', 'latest'])('of version %s is not even downloaded', async (version) => {
    expect(refused(await install(await tracing(), version))).toContain(version)
    expect(server?.asked).toEqual([])
  })
})

describe('the tool cache', () => {
  const files = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))

  test('in which somebody changed the program is not used', async () => {
    const archive = await tracing()
    const version = `0.74.0@${digestOf(archive)}`
    await install(archive, version)
    const bad = join(workspace(), 'bad')
    const tampered = await releaseArchive(`echo >> '${bad}'\nexit 0`)
    const kept = files(join(workspace(), 'tools')).filter((name) => !name.endsWith('.complete'))
    expect(kept).not.toEqual([])
    for (const file of kept) writeFileSync(file, tampered)
    const again = await install(archive, version)
    expect(outcomeOf(again)).toEqual({ exitCode: 1, verdict: 'fail', total: '1' })
    expect(existsSync(bad)).toBe(false)
    expect(server?.asked).toHaveLength(2)
  })
})
