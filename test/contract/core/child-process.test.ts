import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { UserError } from '@ci-kit/core/errors'
import type { Exec, ExecOptions } from '@ci-kit/core/exec'
import { afterAll, describe, expect, test } from '@jest/globals'

const folder = mkdtempSync(join(tmpdir(), 'children-'))
afterAll(() => rmSync(folder, { recursive: true }))

const exec: Exec = childProcesses(new AbortController().signal)
const node = (program: string, options?: ExecOptions, ...args: string[]) =>
  exec(process.execPath, ['--eval', program, '--', ...args], options)
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString()

describe('exit', () => {
  test.each([0, 1, 77, 255])('code %d is an answer', async (code) => {
    const result = await node(`process.exit(${code})`)
    expect(result).toMatchObject({ exitCode: code, timedOut: false })
  })

  test.each([
    ['SIGINT', 130],
    ['SIGKILL', 137],
    ['SIGTERM', 143],
  ])('by %s is %d', async (signal, exitCode) => {
    const result = await node(`process.kill(process.pid, '${signal}'); setInterval(() => {}, 9)`)
    expect(result).toMatchObject({ exitCode, timedOut: false })
  })
})

describe('a stop', () => {
  test('ends the child, and the call answers how', async () => {
    const stop = new AbortController()
    const onStdout = () => stop.abort()
    const result = await node('console.log(1); setInterval(() => {}, 9)', {
      stop: stop.signal,
      onStdout,
    })
    expect(result).toMatchObject({ exitCode: 137, timedOut: false })
  })

  test('that came before the start ends it at once', async () => {
    const result = await node('setInterval(() => {}, 9)', { stop: AbortSignal.abort() })
    expect(result.exitCode).toBe(137)
  })
})

describe('arguments', () => {
  test('reach the program as they are, without a shell', async () => {
    const touched = join(folder, 'touched')
    const args = [`$(touch ${touched})`, `; touch ${touched}`, '*', '"a b"', '', 'é\n$HOME', '-x']
    const { stdout } = await node('console.log(JSON.stringify(process.argv.slice(1)))', {}, ...args)
    expect(JSON.parse(text(stdout))).toEqual(args)
    expect(existsSync(touched)).toBe(false)
  })
})

describe('environment and folder', () => {
  test('are the parent’s when nothing is said', async () => {
    const { stdout } = await node('console.log(process.env.PATH + process.cwd())')
    expect(text(stdout)).toBe(`${process.env.PATH}${process.cwd()}\n`)
  })

  test('are replaced, not merged', async () => {
    const options = { cwd: folder, env: { ONLY: 'this', NOT: undefined } }
    const { stdout } = await node(
      'console.log(JSON.stringify([process.cwd(), process.env]))',
      options,
    )
    expect(JSON.parse(text(stdout))).toEqual([folder, { ONLY: 'this' }])
  })
})

describe('input', () => {
  test.each([
    ['text', 'é\n', 'é\n'],
    ['bytes', Buffer.from('ab'), 'ab'],
    ['nothing, closed', undefined, ''],
  ])('%s', async (_, input, expected) => {
    const options = input === undefined ? {} : { input }
    const { stdout } = await node('process.stdin.pipe(process.stdout)', options)
    expect(text(stdout)).toBe(expected)
  })

  test('of a child that does not read it is dropped', async () => {
    const result = await node('process.exit(3)', { input: 'x'.repeat(5_000_000) })
    expect(result.exitCode).toBe(3)
  })
})

describe('output', () => {
  test('much of it in both directions and on both streams does not block', async () => {
    const size = 3_000_000
    const input = 'x'.repeat(size)
    const echo =
      'process.stdin.on("data", (d) => { process.stdout.write(d); process.stderr.write(d) })'
    const { stdout, stderr } = await node(echo, { input })
    expect([stdout.length, stderr.length]).toEqual([size, size])
  })

  test('arrives piece by piece, whole, beside what is kept', async () => {
    const pieces: Uint8Array[] = []
    const errors: Uint8Array[] = []
    const { stdout, stderr } = await node(
      'for (let i = 0; i < 20000; i += 1) console.log(i); console.error("e")',
      {
        keepBytes: 6,
        onStdout: (piece) => void pieces.push(piece),
        onStderr: (piece) => void errors.push(piece),
      },
    )
    const whole = Array.from({ length: 20000 }, (_, at) => `${at}\n`).join('')
    expect(Buffer.concat(pieces).toString()).toBe(whole)
    expect([text(stdout), text(stderr), text(Buffer.concat(errors))]).toEqual([
      '19999\n',
      'e\n',
      'e\n',
    ])
  })

  test.each([
    [0, ''],
    [1, '9'],
    [4, '6789'],
    [10, '0123456789'],
    [11, '0123456789'],
  ])('the last %d bytes are kept', async (keepBytes, expected) => {
    const { stdout } = await node('process.stdout.write("0123456789")', { keepBytes })
    expect(text(stdout)).toBe(expected)
  })

  test('an error of the listener ends the child and is the answer', async () => {
    const answer = node('console.log("x"); setInterval(() => {}, 9)', {
      onStdout: () => {
        throw new TypeError('not JSON')
      },
    })
    await expect(answer).rejects.toThrow(new TypeError('not JSON'))
  })
})

describe('a program that cannot be started', () => {
  const refused = async (answer: Promise<unknown>): Promise<string> => {
    const thrown = await answer.then(
      () => 'nothing',
      (reason: unknown) => reason,
    )
    if (thrown instanceof UserError) return thrown.message
    throw thrown
  }

  test('is not there', async () => {
    expect(await refused(exec('no-such-program', []))).toBe(
      'no-such-program could not be started: it is not installed. Install it on the runner, or add its folder to PATH.',
    )
  })

  test.each(['missing', 'a-file', 'a-file/below'])('has no folder: %s', async (name) => {
    writeFileSync(join(folder, 'a-file'), '')
    const cwd = join(folder, name)
    expect(await refused(exec(process.execPath, [], { cwd }))).toBe(
      `${process.execPath} could not be started: there is no folder ${cwd}. Check the path.`,
    )
  })

  test.each([
    ['may not be executed', () => [], /EACCES/],
    ['gets more than the system takes', () => ['x'.repeat(4_000_000)], /E2BIG/],
    ['gets what no argument can hold', () => ['a\0b'], /null bytes/],
  ])('%s', async (_, args, reason) => {
    const file = join(folder, 'plain-file')
    writeFileSync(file, '')
    const program = args().length === 0 ? file : process.execPath
    const message = await refused(exec(program, args()))
    expect(message).toMatch(reason)
    expect(message.startsWith(`${program} could not be started: `)).toBe(true)
    expect(message.length).toBeLessThan(500)
  })
})
