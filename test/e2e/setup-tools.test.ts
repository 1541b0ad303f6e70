import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { goTools } from '@ci-kit/tooling/go-tools'
import { locateTools } from '@ci-kit/tooling/tools'
import { describe, expect, test } from '@jest/globals'
import { untilEnded } from '../fakes/processes.ts'
import {
  fakeProgram,
  timesIn,
  toolingModule,
  toolMachine,
  twoAtOnce,
  writtenPid,
} from './setup-checkout.ts'

/**
 * Go as far as set-up uses it: a build takes `SLOW_BUILD` seconds, in a child
 * process, and makes a program that prints the version. A real build takes minutes.
 */
const go = `case "$1" in
env) echo go1.26.8;;
mod|get) ;;
build)
  echo build >> "$LOG"
  if [ -n "$SLOW_BUILD" ]; then sleep "$SLOW_BUILD" & echo $! > "$LOG.pid"; wait; fi
  while [ "$1" != -o ]; do shift; done
  mkdir -p "\${2%/*}"
  printf '#!/bin/sh\\necho %s\\n' "$VERSION" > "$2"
  chmod +x "$2";;
esac`

const script = `import { goTools } from ${toolingModule('go-tools.mjs')}
import { ensureGoTool } from ${toolingModule('go-build.mjs')}
import { stopChildrenOnExit } from ${toolingModule('processes.mjs')}

stopChildrenOnExit()
await ensureGoTool(process.env.CI_KIT_CACHE, goTools.registry)`

const machine = () => toolMachine(goTools.registry, script, { go })

describe('a tool', () => {
  test('is built once, also for two runs at the same time', async () => {
    const { ensure, log, binary, folder } = machine()
    const first = ensure({ SLOW_BUILD: '30' })
    const results = await twoAtOnce(first, `${log}.pid`, () => ensure())
    expect(results.map(({ code }) => code)).toEqual([0, 0])
    expect(timesIn(log)).toBe(1)
    expect(existsSync(binary)).toBe(true)
    expect(readdirSync(folder)).toHaveLength(1)
    expect((await ensure().ended).stderr).toBe('  registry v3.1.2: up to date\n')
  })

  test.each([
    ['SIGINT', 0],
    ['SIGTERM', 0],
    ['SIGKILL', 2],
  ] as const)('is built again after %s in the middle', async (signal, leftovers) => {
    const { ensure, log, binary, folder } = machine()
    const first = ensure({ SLOW_BUILD: '30' })
    const compiler = await writtenPid(`${log}.pid`)
    first.kill(signal)
    await first.ended
    expect(existsSync(binary)).toBe(false)
    expect(readdirSync(folder)).toHaveLength(leftovers) // a draft and a lock
    if (signal === 'SIGKILL')
      process.kill(compiler) // nobody could do that for it
    else await untilEnded(compiler)
    expect((await ensure().ended).code).toBe(0)
    expect(existsSync(binary)).toBe(true)
    expect(readdirSync(folder)).toHaveLength(1)
    expect(timesIn(log)).toBe(2)
  })

  test('that says another version is refused and not kept', async () => {
    const { ensure, binary } = machine()
    const { code, stderr } = await ensure({ VERSION: 'v9.9.9' }).ended
    expect(code).not.toBe(0)
    expect(stderr).toContain('registry should say that it is v3.1.2, but says: v9.9.9')
    expect(existsSync(binary)).toBe(false)
  })

  test('whose build fails shows what the compiler said', async () => {
    const { ensure, path } = machine()
    const broken = `[ "$1" = env ] && echo go1.27 || { echo 'undefined: x' >&2; exit 2; }`
    fakeProgram(path, 'go', broken)
    expect((await ensure().ended).stderr).toMatch(
      /go mod init tools ended with code 2:\nundefined: x/,
    )
  })

  test('is not built with a Go that is too old', async () => {
    const { ensure, path, log } = machine()
    fakeProgram(path, 'go', 'echo go1.25.9')
    expect((await ensure().ended).stderr).toContain('install Go 1.26.3 or later')
    expect(timesIn(log)).toBe(0)
  })
})

describe('the tools that set-up left on this machine', () => {
  test('are there, and are the pinned versions', () => {
    const tools = locateTools()
    for (const name of ['trivy', 'trivyFixtureDb'] as const) {
      const { version, versionArgs } = goTools[name]
      const said = execFileSync(tools[name] ?? name, versionArgs, { encoding: 'utf8' })
      expect(said).toContain(version.slice(1))
    }
    if (tools.engine === 'docker') {
      expect(execFileSync(tools.docker, ['buildx', 'version'], { encoding: 'utf8' })).toMatch(/v\d/)
      return
    }
    for (const name of ['buildkitd', 'buildx', 'registry'] as const) {
      const said = execFileSync(tools[name], goTools[name].versionArgs, { encoding: 'utf8' })
      expect(said).toContain(goTools[name].version)
    }
    expect(execFileSync(tools.busybox, ['echo', 'works'], { encoding: 'utf8' })).toBe('works\n')
    expect(execFileSync(tools.runc, ['--version'], { encoding: 'utf8' })).toContain('runc')
  })
})
