import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { fileStepState } from '@ci-kit/core/adapters/file-step-state'
import { cleanUp } from '@ci-kit/docker-cache/engine/clean-up'
import { type CleanUp, cleanUps, leftOver } from '@ci-kit/docker-cache/engine/clean-ups'
import { privateFolders } from '@ci-kit/docker-cache/engine/private-folder'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from '../../folders.ts'
import { dockerEngine, pathWithBuildx } from './docker-engine.ts'

const ended = async (items: readonly CleanUp[], temp: string, env = {}) => {
  const lines: string[] = []
  const warnings: string[] = []
  const log = {
    info: (line: string) => void lines.push(line),
    warning: (line: string) => void warnings.push(line),
  }
  const exec = childProcesses(new AbortController().signal)
  await cleanUp(items, {
    exec,
    log,
    env: { PATH: pathWithBuildx(), HOME: '/nowhere', ...env },
    temp,
  })
  return { lines, warnings }
}

/** A builder as main leaves it, in buildx's own form. */
const builderIn = (temp: string, Endpoint: string): CleanUp => {
  const config = join(temp, 'ci-kit-0')
  mkdirSync(join(config, 'instances'), { recursive: true })
  const node = { Name: 'ci-kit-00', Endpoint }
  const builder = { Name: 'ci-kit-0', Driver: 'docker-container', Nodes: [node] }
  writeFileSync(join(config, 'instances', 'ci-kit-0'), JSON.stringify(builder))
  return { kind: 'builder', name: 'ci-kit-0', config }
}

describe('the end of a job', () => {
  test('removes folders with all they hold', async () => {
    const temp = folderWith({ 'docker-cache-1/docker/config.json': '{}', kept: '' })
    const { warnings } = await ended([{ kind: 'folder', path: join(temp, 'docker-cache-1') }], temp)
    expect(readdirSync(temp)).toEqual(['kept'])
    expect(warnings).toEqual([])
  })

  test.each(['/', '..', '.', 'a/../..', 'a/b', ''])(
    'removes no folder elsewhere: %j',
    async (path) => {
      const temp = folderWith({ 'a/b/c': '' })
      const { warnings } = await ended([{ kind: 'folder', path: join(temp, path) }], temp)
      expect(existsSync(join(temp, 'a/b/c'))).toBe(true)
      expect(warnings[0]).toMatch(/could not be removed: it does not lie in .*by hand/)
    },
  )

  test('removes the rest when one thing cannot be removed, and says which', async () => {
    const temp = folderWith({ 'one/x': '' })
    const nobody = `unix://${temp}/none.sock`
    const items: CleanUp[] = [builderIn(temp, nobody), { kind: 'folder', path: join(temp, 'one') }]
    const { warnings } = await ended(items, temp)
    expect(existsSync(join(temp, 'one'))).toBe(false)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(/^Builder ci-kit-0 could not be removed: .*by hand/)
  })

  test('removes a builder with its volume', async () => {
    const engine = await dockerEngine({}, ['ci-kit-00'])
    const temp = folderWith()
    const builder = builderIn(temp, engine.address)
    const { lines, warnings } = await ended([builder], temp)
    await engine.close()
    expect(warnings).toEqual([])
    expect(lines).toEqual(['Builder ci-kit-0 was removed.'])
    const removed = [
      '/containers/buildx_buildkit_ci-kit-00',
      '/volumes/buildx_buildkit_ci-kit-00_state',
    ]
    expect(engine.requests).toEqual(expect.arrayContaining(removed.map((path) => `DELETE ${path}`)))
    expect(readdirSync(temp)).toEqual([])
  })

  test('needs no buildx for a builder that was never made', async () => {
    const temp = folderWith({ 'ci-kit-0/x': '' })
    const item: CleanUp = { kind: 'builder', name: 'ci-kit-0', config: join(temp, 'ci-kit-0') }
    expect((await ended([item], temp, { PATH: '' })).warnings).toEqual([])
    expect(readdirSync(temp)).toEqual([])
  })
})

describe('private folders', () => {
  const step = () => {
    const folder = folderWith({ state: '', env: '' })
    const env = { GITHUB_STATE: join(folder, 'state'), GITHUB_ENV: join(folder, 'env') }
    const temp = folderWith()
    return {
      temp,
      folders: privateFolders(temp, cleanUps(fileStepState(env), env)),
      state: () => readFileSync(env.GITHUB_STATE, 'utf8'),
    }
  }

  test('are noted for the post step, and nobody else may look into them', async () => {
    const { temp, folders, state } = step()
    const folder = await folders.make()
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(readdirSync(temp).map((name) => join(temp, name))).toEqual([folder])
    expect(state()).toContain(folder)
  })

  test('are noted before they are there', async () => {
    const { temp, folders, state } = step()
    rmSync(temp, { recursive: true })
    writeFileSync(temp, '')
    await expect(folders.make()).rejects.toThrow('EEXIST')
    expect(state()).toContain(join(temp, 'docker-cache-'))
    rmSync(temp)
    await folders.remove()
  })

  test('are made in a temporary folder that an earlier step has removed', async () => {
    const { temp, folders } = step()
    rmSync(temp, { recursive: true })
    expect(existsSync(await folders.make())).toBe(true)
    await folders.remove()
  })

  test('are gone in the end with all they hold, and so is their note', async () => {
    const { temp, folders } = step()
    const [one, two] = [await folders.make(), await folders.make()]
    expect(one).not.toBe(two)
    mkdirSync(join(one, 'docker'))
    writeFileSync(join(one, 'docker', 'config.json'), '{}')
    await folders.remove()
    expect(readdirSync(temp)).toEqual([])
    await folders.remove()
  })

  test('leave nothing for the post step when they were removed', async () => {
    const saved = new Map<string, string>()
    const state = {
      save: (name: string, value: string) => void saved.set(name, value),
      read: (name: string) => saved.get(name) ?? '',
      exportVariable: () => {},
    }
    const folders = privateFolders(folderWith(), cleanUps(state, {}))
    const path = await folders.make()
    expect(leftOver(state)).toEqual([{ kind: 'folder', path }])
    await folders.remove()
    expect(leftOver(state)).toEqual([])
  })
})

test('what was saved comes back in the post step', () => {
  const saved = new Map<string, string>()
  const state = {
    save: (name: string, value: string) => void saved.set(name, value),
    read: (name: string) => saved.get(name) ?? '',
    exportVariable: () => {},
  }
  const { expect: note } = cleanUps(state, {})
  const items: CleanUp[] = [
    { kind: 'folder', path: '/t/a' },
    { kind: 'builder', name: 'b', config: '/t/b' },
  ]
  for (const item of items) note(item)
  expect(leftOver(state)).toEqual(items)
})
