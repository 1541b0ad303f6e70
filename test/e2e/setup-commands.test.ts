import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { isRunning } from '../fakes/processes.ts'
import { until } from '../fakes/until.ts'
import { checkout, fakeProgram, start, timesIn, twoAtOnce } from './setup-checkout.ts'

const command = (
  { root, path }: { root: string; path: string },
  args: string[],
  more: Record<string, string> = {},
) => {
  const env = { PATH: path, HOME: root, CI_KIT_CACHE: join(root, 'cache'), ...more }
  return start([join(root, 'packages/tooling/src/task.mjs'), ...args], env)
}

/** A Docker that works, as far as set-up asks. */
const docker = `case "$1" in version) echo linux;; buildx) echo 'Status: running';; esac`

describe('without anything that could build images', () => {
  test.each(['demo', 'test', 'bench'])('%s says what to install', async (task) => {
    const { code, stdout, stderr } = await command(checkout(), [task]).ended
    expect(code).toBe(1)
    expect(stderr).toContain('Docker with buildx, and start it')
    expect(stderr).toContain('Go 1.26.3 or later, on Linux as root')
    expect(stderr).not.toContain(' at ')
    expect(stdout).toBe(task === 'test' ? '0 passed, 0 failed, 0 skipped\n' : '')
  })

  test('a Docker that does not answer, or whose builder is broken, is none', async () => {
    const place = checkout()
    fakeProgram(place.path, 'docker', 'exit 1')
    expect((await command(place, ['demo']).ended).stderr).toContain('Install either of')
    const broken = `[ "$1" = version ] && echo linux || echo 'Error: cannot connect'`
    fakeProgram(place.path, 'docker', broken)
    expect((await command(place, ['demo']).ended).stderr).toContain('Install either of')
  })
})

describe('with Docker', () => {
  test('the demo gets its arguments; standard output is its own', async () => {
    const place = checkout()
    fakeProgram(place.path, 'docker', docker)
    const { code, stdout, stderr } = await command(place, ['demo', '--json', 'a b']).ended
    expect(stderr).toContain('build engine: Docker with buildx')
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'demo --json a b' })
    expect(readFileSync(join(place.root, 'cache/engine.json'), 'utf8')).toContain('"docker"')
  })

  test("the program's exit code is the command's", async () => {
    const place = checkout()
    fakeProgram(place.path, 'docker', docker)
    writeFileSync(join(place.root, 'packages/cli/lib/main.js'), 'process.exitCode = 7')
    expect((await command(place, ['demo']).ended).code).toBe(7)
  })

  test('an interrupt reaches the program and is waited for', async () => {
    const place = checkout()
    fakeProgram(place.path, 'docker', docker)
    const cleaned = join(place.root, 'cleaned')
    const program = `import { writeFileSync } from 'node:fs'
      setInterval(() => {}, 1000)
      process.on('SIGINT', () => setTimeout(() => {
        writeFileSync(${JSON.stringify(cleaned)}, '')
        process.exit(0)
      }, 200))
      writeFileSync(${JSON.stringify(`${cleaned}.ready`)}, '')`
    writeFileSync(join(place.root, 'packages/cli/lib/main.js'), program)
    const demo = command(place, ['demo'])
    await until(() => existsSync(`${cleaned}.ready`))
    demo.kill('SIGINT')
    expect((await demo.ended).code).toBe(130)
    expect(existsSync(cleaned)).toBe(true)
  })
})

const onLinux = existsSync('/proc/self/environ') ? test : test.skip

onLinux('what the program left running elsewhere is stopped', async () => {
  const place = checkout()
  fakeProgram(place.path, 'docker', docker)
  const note = join(place.root, 'left-behind')
  const program = `import { spawn } from 'node:child_process'
    import { writeFileSync } from 'node:fs'
    const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' })
    child.unref()
    writeFileSync(${JSON.stringify(note)}, String(child.pid))`
  writeFileSync(join(place.root, 'packages/cli/lib/main.js'), program)
  expect((await command(place, ['demo']).ended).code).toBe(0)
  expect(isRunning(Number(readFileSync(note, 'utf8')))).toBe(false)
})

describe('the packages', () => {
  test('are installed once, also for two commands at the same time', async () => {
    const place = checkout()
    fakeProgram(place.path, 'docker', docker)
    const first = command(place, ['demo'], { SLOW_INSTALL: '30' })
    const heldBy = join(place.root, 'installing')
    const results = await twoAtOnce(first, heldBy, () => command(place, ['demo']))
    expect(results.map(({ code }) => code)).toEqual([0, 0])
    expect(timesIn(join(place.root, 'installs'))).toBe(1)
    expect((await command(place, ['demo']).ended).stderr).toContain('node modules: up to date')
  })

  test('are installed again when the lock file changed', async () => {
    const place = checkout()
    fakeProgram(place.path, 'docker', docker)
    await command(place, ['demo']).ended
    writeFileSync(join(place.root, 'package.json'), '{"type":"module","version":"2.0.0"}')
    expect((await command(place, ['demo']).ended).stderr).toContain('differ from package-lock.json')
    expect(timesIn(join(place.root, 'installs'))).toBe(2)
  })

  test.each(['SIGKILL', 'SIGINT'] as const)(
    'are installed again after %s in the middle',
    async (signal) => {
      const place = checkout()
      fakeProgram(place.path, 'docker', docker)
      const first = command(place, ['demo'], { SLOW_INSTALL: '30' })
      await until(() => existsSync(join(place.root, 'node_modules/typescript')))
      first.kill(signal)
      await first.ended
      expect((await command(place, ['demo']).ended).code).toBe(0)
      expect(timesIn(join(place.root, 'installs'))).toBe(2)
    },
  )
})

test('an unknown task is answered with those that exist', async () => {
  const { code, stderr } = await command(checkout(), ['deploy']).ended
  expect(code).toBe(1)
  expect(stderr).toBe('There is no task deploy. Tasks: demo, test, build, check, bench, release.\n')
})
