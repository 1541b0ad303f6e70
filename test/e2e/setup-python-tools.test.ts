import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { goTools } from '@ci-kit/tooling/go-tools'
import { pythonTools } from '@ci-kit/tooling/python-tools'
import { locateTools } from '@ci-kit/tooling/tools'
import { describe, expect, test } from '@jest/globals'
import { until } from '../fakes/until.ts'
import { fakeProgram, timesIn, toolingModule, toolMachine, twoAtOnce } from './setup-checkout.ts'

const { zizmor } = pythonTools

/**
 * Python as far as set-up uses it: an environment gets a Python of its own, whose
 * pip writes down its arguments and the requirements, and makes a program that
 * prints the version. With `NO_VENV` it has no venv, with `OFFLINE` no network.
 */
const python = `case "$2" in
'import venv, ensurepip') [ -z "$NO_VENV" ] || exit 1;;
venv) mkdir -p "$3/bin"; cat "$0" > "$3/bin/python"; chmod +x "$3/bin/python";;
pip)
  echo "$*" >> "$LOG"
  if [ -n "$SLOW" ]; then sleep "$SLOW" & echo $! > "$LOG.pid"; wait; fi
  if [ -n "$OFFLINE" ]; then echo 'ERROR: No matching distribution found' >&2; exit 1; fi
  while [ "$1" != --requirement ]; do shift; done
  cat "$2" > "$LOG.requirements"
  printf '#!/bin/sh\\necho zizmor %s\\n' "$VERSION" > "\${0%/*}/zizmor"
  chmod +x "\${0%/*}/zizmor";;
esac`

const script = `import { ensureLinters } from ${toolingModule('workflow-tools.mjs')}
import { stopChildrenOnExit } from ${toolingModule('processes.mjs')}

stopChildrenOnExit()
try {
  await ensureLinters(process.env.CI_KIT_CACHE)
} catch (error) {
  process.stderr.write(error.name + ': ' + error.message)
  process.exitCode = 1
}`

const machine = () => toolMachine(zizmor, script, { python3: python, actionlint: '' })

describe('a tool from a Python package', () => {
  test('is installed once, by its hashes, also for two runs at the same time', async () => {
    const { ensure, log, binary, folder } = machine()
    const first = ensure({ SLOW: '30' })
    const results = await twoAtOnce(first, `${log}.pid`, () => ensure())
    expect(results.map(({ code }) => code)).toEqual([0, 0])
    expect(timesIn(log)).toBe(1)
    expect(readFileSync(log, 'utf8')).toMatch(/--no-input .*--no-deps .*--require-hashes/)
    expect(readFileSync(log, 'utf8')).not.toMatch(/index|https?:/)
    const requirements = readFileSync(`${log}.requirements`, 'utf8')
    expect(requirements).toMatch(/^zizmor==\d+\.\d+\.\d+( --hash=sha256:[0-9a-f]{64}){6}\n$/)
    expect(execFileSync(binary, { encoding: 'utf8' })).toBe(`zizmor ${zizmor.version}\n`)
    expect(readdirSync(folder)).toHaveLength(1)
    expect(readdirSync(join(binary, '..'))).toEqual(['zizmor'])
    expect((await ensure().ended).stderr).toContain(`zizmor ${zizmor.version}: up to date`)
  })

  test.each(['SIGTERM', 'SIGKILL'] as const)('is installed again after %s', async (signal) => {
    const { ensure, log, binary, folder } = machine()
    const first = ensure({ SLOW: '30' })
    await until(() => existsSync(log))
    first.kill(signal)
    await first.ended
    expect(existsSync(binary)).toBe(false)
    expect((await ensure().ended).code).toBe(0)
    expect(existsSync(binary)).toBe(true)
    expect(readdirSync(folder)).toHaveLength(1)
  })

  test('without a network is an error that says what is missing and what pip said', async () => {
    const { ensure, folder } = machine()
    const { code, stderr } = await ensure({ OFFLINE: 'yes' }).ended
    expect(code).toBe(1)
    expect(stderr).toContain(`TaskError: zizmor ${zizmor.version} could not be installed with pip.`)
    expect(stderr).toContain('It takes a network, or a package index')
    expect(stderr).toContain('ERROR: No matching distribution found')
    expect(readdirSync(folder)).toEqual([])
  })

  test('that says another version is refused and not kept', async () => {
    const { ensure, binary } = machine()
    const { code, stderr } = await ensure({ VERSION: '9.9.9' }).ended
    expect(code).toBe(1)
    expect(stderr).toContain(
      `zizmor should say that it is ${zizmor.version}, but says: zizmor 9.9.9`,
    )
    expect(existsSync(binary)).toBe(false)
  })

  test.each([
    ['venv', (path: string) => fakeProgram(path, 'python3', `NO_VENV=yes\n${python}`)],
    ['Python', (path: string) => fakeProgram(path, 'python3', 'exit 127')],
  ])('is left out where there is no %s, which is said', async (_, without) => {
    const { ensure, path, log } = machine()
    without(path)
    const { code, stderr } = await ensure().ended
    expect(code).toBe(0)
    expect(stderr).toContain('actionlint: found')
    expect(stderr).toContain('zizmor: none, workflows are not audited; needs python3 with')
    expect(timesIn(log)).toBe(0)
  })
})

test('the tools for workflows are there, and are the pinned versions', () => {
  const tools = locateTools()
  for (const [file, { name, version, versionArgs }] of [
    [tools.zizmor, zizmor],
    [tools.act, goTools.act],
    [tools.actionlint, goTools.actionlint],
  ] as const)
    expect(execFileSync(file ?? name, versionArgs, { encoding: 'utf8' })).toContain(
      version.replace(/^v/, ''),
    )
})
