import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startBuilder, startEngine, startRegistry } from '@ci-kit/cli/engine'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { locateTools } from '@ci-kit/tooling/tools'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { until } from '../fakes/until.ts'

const tools = locateTools()
const exec = childProcesses(new AbortController().signal)
/** The program is looked for in the PATH that the child gets. */
const buildx = (env: Readonly<Record<string, string>>, args: readonly string[]) =>
  exec('buildx', args, { env: { ...process.env, ...env } })

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ck-'))
})
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 5, retryDelay: 100 }))

/** What is left of daemons that were started in a folder: files, processes, mounts. */
const traces = (of: string): string[] => {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      } catch {
        return '' // ended while we looked
      }
    })
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n')
  return [...readdirSync(of), ...[...processes, ...mounts].filter((line) => line.includes(of))]
}

/** The control groups of the builders in a folder: version 1 has a tree per controller. */
const controlGroups = (of: string): string[] => {
  const root = '/sys/fs/cgroup'
  const trees = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const groups = [root, ...trees.map(({ name }) => join(root, name))]
  return readdirSync(of).flatMap((name) =>
    groups.map((group) => join(group, name)).filter((path) => existsSync(path)),
  )
}

/** An image with one RUN step, from a static shell. */
const context = (command: string): string => {
  const made = mkdtempSync(join(folder, 'context-'))
  const shell = tools.engine === 'buildkit' ? readFileSync(tools.busybox) : ''
  writeFileSync(join(made, 'sh'), shell, { mode: 0o755 })
  writeFileSync(join(made, 'Dockerfile'), `FROM scratch\nCOPY sh /bin/sh\nRUN ${command}\n`)
  return made
}

const output = (ref: string): string[] => ['--output', `type=image,name=${ref},push=true`]

// With Docker the containers are Docker's to look after; its calls have a test of their own.
const withBuildkit = tools.engine === 'buildkit' ? describe : describe.skip

withBuildkit('engine', () => {
  test('two at once build and push on their own, and leave nothing behind', async () => {
    const places = ['one', 'two'].map((name) => join(folder, name))
    for (const place of places) mkdirSync(place)
    const engines = await Promise.all(places.map((place) => startEngine({ folder: place })))
    const addresses = engines.map((engine) => engine.registry)
    expect(new Set(addresses).size).toBe(2)
    const builds = engines.map(({ registry, env }) =>
      buildx(env, ['build', ...output(`${registry}/a:1`), context('echo built > /x')]),
    )
    expect((await Promise.all(builds)).map(({ exitCode }) => exitCode)).toEqual([0, 0])
    const tags = await Promise.all(
      addresses.map(async (address) => (await fetch(`http://${address}/v2/a/tags/list`)).json()),
    )
    expect(tags).toEqual([
      { name: 'a', tags: ['1'] },
      { name: 'a', tags: ['1'] },
    ])
    await Promise.all(engines.map((engine) => engine.stop()))
    for (const place of places) expect(traces(place)).toEqual([])
    await expect(fetch(`http://${addresses[0]}/v2/`)).rejects.toThrow()
  }, 60_000)

  test('a fresh builder knows nothing of the first one', async () => {
    const engine = await startEngine({ folder: mkdtempSync(join(folder, 'e')) })
    try {
      const fresh = await engine.freshBuilder()
      const made = context('echo again > /x')
      const build = async (env: Readonly<Record<string, string>>) => {
        const { stderr } = await buildx(env, ['build', '--progress=plain', made])
        return Buffer.from(stderr).toString()
      }
      expect(await build(engine.env)).not.toContain('CACHED')
      expect(await build(engine.env)).toContain('CACHED')
      expect(await build(fresh.env)).not.toContain('CACHED')
    } finally {
      await engine.stop()
    }
  }, 60_000)

  test('a paused registry refuses connections and comes back with its content', async () => {
    const registry = await startRegistry({ folder })
    const upload = async () => {
      const digest = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
      const uploads = `http://${registry.address}/v2/a/blobs/uploads/`
      const location = (await fetch(uploads, { method: 'POST' })).headers.get('location')
      await fetch(`${location}&digest=${digest}`, { method: 'PUT' })
      return `http://${registry.address}/v2/a/blobs/${digest}`
    }
    const blob = await upload()
    await registry.pause()
    await registry.pause()
    await expect(fetch(blob)).rejects.toThrow()
    await registry.resume()
    expect((await fetch(blob)).status).toBe(200)
    await registry.stop()
    expect(traces(folder)).toEqual([])
  })

  test('a registry with users asks for them', async () => {
    // bcrypt of "kit", cost 4
    const htpasswd = 'ci:$2y$04$56Om20PveO805aRWzy0uZOUN4auek732XBkuZAagQICRB1MSv4nV.\n'
    const registry = await startRegistry({ folder, htpasswd })
    const status = async (headers: Record<string, string>) =>
      (await fetch(`http://${registry.address}/v2/`, { headers })).status
    const basic = (user: string) => ({ authorization: `Basic ${btoa(user)}` })
    expect(await status({})).toBe(401)
    expect(await status(basic('ci:wrong'))).toBe(401)
    expect(await status(basic('ci:kit'))).toBe(200)
    await registry.stop()
  })

  test.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
    'nothing outlives an owner that ends by %s during a build',
    async (signal) => {
      const place = mkdtempSync(join(folder, 'p'))
      const file = fileURLToPath(import.meta.resolve('@ci-kit/cli/engine'))
      const made = context('sleep 300.25')
      const program = `
        import { startEngine } from ${JSON.stringify(file)}
        import { spawn } from 'node:child_process'
        const { env } = await startEngine({ folder: ${JSON.stringify(place)} })
        const args = ['build', '--progress=plain', ${JSON.stringify(made)}]
        spawn('buildx', args, { env: { ...process.env, ...env }, stdio: 'ignore' })`
      const owner = spawn(process.execPath, ['--input-type=module', '--eval', program], {
        stdio: 'ignore',
      })
      const closed = once(owner, 'exit')
      // The container of the RUN step has a control group.
      await until(() => controlGroups(place).length > 0)
      const groups = controlGroups(place)
      expect(groups).not.toEqual([])
      owner.kill(signal)
      await closed
      // The keepers end after their owner.
      await until(() => traces(place).length === 0)
      expect(groups.filter((group) => existsSync(group))).toEqual([])
    },
    60_000,
  )

  test('a daemon that does not come up is named with the end of its log', async () => {
    const missing = { engine: 'buildkit', buildkitd: '/bin/false', buildx: '/bin/false' } as const
    const broken = { ...missing, registry: join(folder, 'registry'), runc: '', busybox: '' }
    writeFileSync(broken.registry, '#!/bin/sh\necho "no such luck: $1" >&2\nexit 3\n', {
      mode: 0o755,
    })
    const place = mkdtempSync(join(folder, 'p'))
    await expect(startRegistry({ folder: place, tools: broken })).rejects.toThrow(
      /registry serve .*config\.yml ended at once\. The end of its log:\nno such luck: serve/,
    )
    await expect(startBuilder({ folder: place, tools: broken })).rejects.toThrow(
      /false .* ended at once/,
    )
    const absent = { ...broken, registry: join(folder, 'absent') }
    await expect(startRegistry({ folder: place, tools: absent })).rejects.toThrow(/ENOENT/)
    expect(traces(place)).toEqual([])
  })

  test('a folder whose name is too long for a socket is refused', async () => {
    const long = join(folder, 'x'.repeat(80))
    mkdirSync(long)
    await expect(startBuilder({ folder: long })).rejects.toThrow(/too long a name.*Set TMPDIR/)
    expect(readdirSync(long)).toEqual([])
  })

  test('a start-up that is called off leaves nothing behind', async () => {
    const controller = new AbortController()
    const place = mkdtempSync(join(folder, 'p'))
    const starting = startEngine({ folder: place, signal: controller.signal })
    controller.abort(new Error('called off'))
    await expect(starting).rejects.toThrow('called off')
    expect(traces(place)).toEqual([])
  })
})
