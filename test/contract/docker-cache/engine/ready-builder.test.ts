import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import type { Exec } from '@ci-kit/core/exec'
import { cleanUp } from '@ci-kit/docker-cache/engine/clean-up'
import type { CleanUp } from '@ci-kit/docker-cache/engine/clean-ups'
import { readyBuilder } from '@ci-kit/docker-cache/engine/ready-builder'
import { afterEach, describe, expect, test } from '@jest/globals'
import { folderWith } from '../../folders.ts'
import { type DockerEngine, dockerEngine, pathWithBuildx } from './docker-engine.ts'

const path = pathWithBuildx()
const open: DockerEngine[] = []
afterEach(async () => {
  for (const engine of open.splice(0)) await engine.close()
})

const engineWith = async (info: object | string = {}) => {
  const engine = await dockerEngine(info)
  open.push(engine)
  return engine
}

/** A job with an engine: its environment, and what its steps do. */
const job = (address: string, more: Record<string, string> = {}) => {
  const temp = folderWith()
  const env = {
    PATH: path,
    HOME: folderWith(),
    DOCKER_HOST: address,
    RUNNER_TEMP: temp,
    GITHUB_RUN_ID: '1',
    ...more,
  }
  const started: (readonly string[])[] = []
  const left: CleanUp[] = []
  const lines: string[] = []
  const run = childProcesses(new AbortController().signal)
  const exec: Exec = (program, args, options) => {
    started.push(args)
    return run(program, args, options)
  }
  const log = {
    info: (line: string) => void lines.push(line),
    warning: (line: string) => void lines.push(line),
  }
  const cleanUps = {
    expect: (item: CleanUp) => void left.push(item),
    settle: (item: CleanUp) => void left.splice(left.indexOf(item), 1),
  }
  return {
    env,
    temp,
    started,
    left,
    lines,
    step: (wanted = '') => readyBuilder(wanted, env, temp, { exec, log, cleanUps }),
    end: () => cleanUp(left, { exec, log, env, temp }),
    buildx: (...args: string[]) => run('buildx', args, { env }),
  }
}

describe('a job whose Docker cannot export caches', () => {
  test('gets a builder, its next step finds it, and the end of the job removes it', async () => {
    const { address } = await engineWith()
    const { step, started, left, temp, lines, end } = job(address)
    const first = await step()
    expect(first).toMatchObject({ driver: 'docker-container', isNew: true })
    expect(first.name).toMatch(/^ci-kit-[0-9a-f]{16}$/)
    expect(first.env).toMatchObject({
      BUILDX_BUILDER: first.name,
      BUILDX_CONFIG: join(temp, first.name),
    })
    expect(lines.join()).toContain(`Builder ${first.name} was made`)
    expect(await step()).toEqual({ ...first, isNew: false })
    expect(started.map(([verb]) => verb)).toEqual(['create'])
    expect(left).toEqual([{ kind: 'builder', name: first.name, config: join(temp, first.name) }])
    await end()
    expect(readdirSync(temp)).toEqual([])
  })

  test('gives it no right to insecure steps, and its folder to nobody else', async () => {
    const { step } = job((await engineWith()).address)
    const { name, env } = await step()
    const config = env.BUILDX_CONFIG ?? ''
    expect(statSync(config).mode & 0o777).toBe(0o700)
    const builder = readFileSync(join(config, 'instances', name), 'utf8')
    expect(builder).not.toContain('security.insecure')
    expect(JSON.parse(builder)).toMatchObject({ Name: name, Driver: 'docker-container' })
  })

  test('hands its proxies over, commas and all', async () => {
    const proxies = { HTTPS_PROXY: 'http://proxy.test:3128', NO_PROXY: '.test,10.0.0.0/8' }
    const { step } = job((await engineWith()).address, proxies)
    const { name, env } = await step()
    const text = readFileSync(join(env.BUILDX_CONFIG ?? '', 'instances', name), 'utf8')
    expect(JSON.parse(text)).toMatchObject({
      Nodes: [
        {
          DriverOpts: {
            'env.https_proxy': 'http://proxy.test:3128',
            'env.no_proxy': '.test,10.0.0.0/8',
          },
        },
      ],
    })
  })

  test('keeps the settings of the machine for builders', async () => {
    const toml = '[registry."docker.io"]\n  mirrors = ["mirror.test"]\n'
    const BUILDX_CONFIG = folderWith({ 'buildkitd.default.toml': toml })
    const { step } = job((await engineWith()).address, { BUILDX_CONFIG })
    const { name, env } = await step()
    const text = readFileSync(join(env.BUILDX_CONFIG ?? '', 'instances', name), 'utf8')
    const files = JSON.parse(text).Nodes[0].Files
    expect(Buffer.from(files['buildkitd.toml'], 'base64').toString()).toContain('mirror.test')
    expect(existsSync(join(BUILDX_CONFIG, 'instances'))).toBe(false)
  })

  test('has a builder of its own, beside other jobs of the machine', async () => {
    const { address } = await engineWith()
    const names = await Promise.all([job(address), job(address)].map(({ step }) => step()))
    expect(new Set(names.map(({ name }) => name)).size).toBe(2)
  })

  test.each(['no JSON', '{"DriverStatus":"x"}', '{"DriverStatus":[null,["driver-type"]]}'])(
    'also where the engine says %s',
    async (info) => {
      const { step } = job((await engineWith(info)).address)
      expect((await step()).isNew).toBe(true)
    },
  )
})

test('without Docker there is an error that says what to do, and nothing is left', async () => {
  const { step, left, temp } = job(`unix://${folderWith()}/none.sock`)
  await expect(step()).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringMatching(/no builder that can export caches.*Start Docker/),
  })
  expect(left).toEqual([])
  expect(readdirSync(temp)).toEqual([])
})

test('a Docker that keeps its images in containerd builds itself', async () => {
  const info = { DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']] }
  const { step, started, env } = job((await engineWith(info)).address)
  expect(await step()).toEqual({ name: 'default', driver: 'docker', env, isNew: false })
  expect(started).toEqual([])
})

describe('a builder that buildx has made before', () => {
  const REMOTE = ['--driver', 'remote', 'tcp://127.0.0.1:1']

  test('is used when it is the current one', async () => {
    const { step, buildx, started } = job((await engineWith()).address)
    await buildx('create', '--name', 'Mine', '--use', ...REMOTE)
    expect(await step()).toMatchObject({ name: 'mine', driver: 'remote', isNew: false })
    expect(started).toEqual([])
  })

  test.each([['--default'], ['--global']])('is used when it was chosen with %s', async (option) => {
    const { step, buildx } = job((await engineWith()).address)
    await buildx('create', '--name', 'mine', ...REMOTE)
    const { exitCode } = await buildx('use', option, 'mine')
    expect(exitCode).toBe(0)
    expect((await step()).name).toBe('mine')
  })

  test('is not used when it is the current one of another engine', async () => {
    const { address } = await engineWith()
    const home = folderWith()
    const other = job((await engineWith()).address, { HOME: home })
    await other.buildx('create', '--name', 'mine', '--use', ...REMOTE)
    expect((await job(address, { HOME: home }).step()).isNew).toBe(true)
  })

  test('is used when it is named', async () => {
    const { step, buildx } = job((await engineWith()).address)
    await buildx('create', '--name', 'mine', ...REMOTE)
    const ready = await step('mine')
    expect(ready).toMatchObject({ name: 'mine', driver: 'remote' })
    expect(ready.env.BUILDX_BUILDER).toBe('mine')
  })
})
