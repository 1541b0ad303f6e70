import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEngine, startRegistry } from '@ci-kit/cli/engine'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'

let folder: string
let docker: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ck-'))
  docker = join(folder, 'docker')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A docker client that writes down its arguments, and answers as the given lines of shell do. */
const client = (answers = ''): void => {
  const record = `printf '%s\\n' "$*" >> ${join(folder, 'calls')}`
  const host = '[ "$1" = context ] && echo unix:///run/user/docker.sock'
  writeFileSync(docker, `#!/bin/sh\n${record}\n${answers}\n${host}\nexit 0\n`, { mode: 0o755 })
}

/** Calls with random names and ports made readable. */
const calls = (): string[] =>
  readFileSync(join(folder, 'calls'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID').replace(/:\d{4,5}:/, ':PORT:'))

const RUN =
  'run --detach --name ci-kit-registry-ID --publish 127.0.0.1:PORT:5000 --env REGISTRY_STORAGE_DELETE_ENABLED=true registry:3'

describe('with Docker', () => {
  test('the registry and the builder are containers that go away again', async () => {
    client()
    const tools = { engine: 'docker', docker } as const
    const engine = await startEngine({ tools, folder, path: '/usr/bin:/bin' })
    expect(engine.registry).toMatch(/^127\.0\.0\.1:\d+$/)
    expect(engine.env).toMatchObject({
      PATH: '/usr/bin:/bin',
      DOCKER_HOST: 'unix:///run/user/docker.sock',
      BUILDX_BUILDER: expect.stringMatching(/^ci-kit-/),
    })
    expect(engine.env.DOCKER_CONFIG).toContain(folder)
    await engine.pauseRegistry()
    await engine.resumeRegistry()
    await engine.stop()
    expect(calls()).toEqual([
      RUN,
      'context inspect --format {{.Endpoints.docker.Host}}',
      'buildx create --name ci-kit-ID --driver docker-container --driver-opt network=host --bootstrap',
      'stop --time 1 ci-kit-registry-ID',
      'start ci-kit-registry-ID',
      'buildx rm --force ci-kit-ID',
      'rm --force --volumes ci-kit-registry-ID',
    ])
    expect(readdirSync(folder).sort()).toEqual(['calls', 'docker'])
  })

  test('another port is tried when the first is taken, and the reason is told in the end', async () => {
    client('[ "$1" = run ] && echo "port is already allocated" >&2 && exit 125')
    const starting = startRegistry({ tools: { engine: 'docker', docker }, folder })
    await expect(starting).rejects.toThrow(/docker run .* exit code 125: port is already allocated/)
    expect(calls().filter((call) => call === RUN)).toHaveLength(3)
    expect(calls().at(-1)).toBe('rm --force --volumes ci-kit-registry-ID')
  })
})
