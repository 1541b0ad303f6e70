import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Exec } from '@ci-kit/core/exec'
import type { CleanUp } from '@ci-kit/docker-cache/engine/clean-ups'
import { privateFolders } from '@ci-kit/docker-cache/engine/private-folder'
import { workbench } from '@ci-kit/docker-cache/engine/workbench'
import type { Login } from '@ci-kit/login/login'
import { describe, expect, test } from '@jest/globals'
import { memoryLog } from '../../../unit/docker-cache/fake-ports.ts'
import { inputsOf } from '../../../unit/docker-cache/inputs/parsed.ts'
import { folderOfPrograms, folderWith } from '../../folders.ts'

const LOGIN: Login = { host: 'ghcr.io', username: 'x-access-token', password: 'job-token' }

type Given = {
  readonly inputs?: Record<string, string>
  readonly env?: Record<string, string>
  readonly driver?: string
  readonly login?: Login
}

/** A job with a builder named mine, and a step that wants it. */
const job = ({ inputs = {}, env = {}, driver = 'remote', login }: Given = {}) => {
  const node = { Name: 'mine0', Endpoint: 'tcp://127.0.0.1:1' }
  const builder = JSON.stringify({ Name: 'mine', Driver: driver, Nodes: [node] })
  const temp = folderWith()
  const original = folderWith({ 'config.json': '{"auths":{"other.test":{"auth":"eDp5"}}}' })
  const whole = {
    PATH: folderOfPrograms('buildx'),
    HOME: '/nowhere',
    DOCKER_CONFIG: original,
    BUILDX_CONFIG: folderWith({ 'instances/mine': builder }),
    ...env,
  }
  const started: (readonly string[])[] = []
  const exec: Exec = async (_, args) => {
    started.push(args)
    return { exitCode: 0, stdout: Buffer.of(), stderr: Buffer.of(), timedOut: false }
  }
  const left: CleanUp[] = []
  const cleanUps = {
    expect: (item: CleanUp) => void left.push(item),
    settle: (item: CleanUp) => void left.splice(left.indexOf(item), 1),
  }
  const { log, printed, annotations } = memoryLog()
  const folders = privateFolders(temp, cleanUps)
  const ready = workbench(inputsOf({ builder: 'mine', ...inputs }), whole, temp, {
    exec,
    log,
    cleanUps,
    folders,
    login: login === undefined ? {} : { login },
  })
  return { ready, env: whole, temp, started, left, folders, printed, annotations }
}

describe('the environment of a build', () => {
  test('names the builder, and is that of the job beside', async () => {
    const { ready, env, temp, started } = job({ env: { VERSION: '1' } })
    expect(await ready).toEqual({
      ...env,
      BUILDX_BUILDER: 'mine',
      CI_KIT_GIT_TOKEN: 'secret-token',
    })
    expect(readdirSync(temp)).toEqual([])
    expect(started).toEqual([])
  })

  test('has no token for Git where the step has none', async () => {
    const given = { inputs: { 'github-token': '' }, env: { CI_KIT_GIT_TOKEN: 'of another' } }
    expect((await job(given).ready).CI_KIT_GIT_TOKEN).toBeUndefined()
  })

  test('leads to settings with the login, in a folder that is noted and goes away', async () => {
    const { ready, env, temp, left, folders, printed } = job({ login: LOGIN })
    const { DOCKER_CONFIG = '', ...others } = await ready
    expect(DOCKER_CONFIG.startsWith(`${temp}/docker-cache-`)).toBe(true)
    expect(JSON.parse(readFileSync(join(DOCKER_CONFIG, 'config.json'), 'utf8')).auths).toEqual({
      'other.test': { auth: 'eDp5' },
      'ghcr.io': { auth: Buffer.from('x-access-token:job-token').toString('base64') },
    })
    expect(left).toEqual([{ kind: 'folder', path: join(DOCKER_CONFIG, '..') }])
    expect(others).toMatchObject({ BUILDX_BUILDER: 'mine', BUILDX_CONFIG: env.BUILDX_CONFIG })
    expect(JSON.stringify([others, printed])).not.toContain('job-token')
    await folders.remove()
    expect(existsSync(DOCKER_CONFIG)).toBe(false)
    expect(left).toEqual([])
  })
})

describe('the space on the disk of the builder', () => {
  // No machine has that much.
  const inputs = { 'min-free-space': '9000TB' }

  test('is made where Docker keeps it', async () => {
    const { ready, started, annotations } = job({ inputs, driver: 'docker-container' })
    await ready
    expect(started).toEqual([['prune', '--force', `--min-free-space=${9e15}`]])
    expect(annotations.map(({ text }) => text).join()).toMatch(/min-free-space.*larger disk/)
  })

  test('is only looked at where the builder is elsewhere', async () => {
    const { ready, started, annotations } = job({ inputs })
    await ready
    expect(started).toEqual([])
    expect(annotations.map(({ level }) => level)).toEqual(['warning'])
  })

  test('is not looked at unless the author asks for it', async () => {
    const { ready, started, annotations } = job({ driver: 'docker-container' })
    await ready
    expect([started, annotations]).toEqual([[], []])
  })

  test('is never made of the tools of a machine that is kept', async () => {
    const { ready, printed } = job({ inputs: { 'free-disk-space': 'true' } })
    await ready
    expect(printed).toEqual([])
  })
})

describe('nothing is left', () => {
  test('when there is no such builder', async () => {
    const { ready, temp, left } = job({ inputs: { builder: 'none' }, login: LOGIN })
    await expect(ready).rejects.toThrow(/'builder' is 'none'.*'mine'/)
    expect([readdirSync(temp), left]).toEqual([[], []])
  })

  test('of the login when the settings of the job cannot be read', async () => {
    const env = { DOCKER_CONFIG: folderWith({ 'config.json': '{' }) }
    const { ready, temp, folders } = job({ env, login: LOGIN })
    await expect(ready).rejects.toThrow('malformed')
    await folders.remove()
    expect(readdirSync(temp)).toEqual([])
  })
})
