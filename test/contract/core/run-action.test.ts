import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from '@jest/globals'
import { untilEnded } from '../../fakes/processes.ts'
import { pairsIn } from './runner-pairs.ts'

const STEP = fileURLToPath(new URL('step.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'step-'))
const programs: ChildProcess[] = []
afterAll(() => {
  // One that is still there has failed its test; it must not hold up the others.
  for (const program of programs) program.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

type Ended = {
  readonly exitCode: number | null
  /** Lines of the log. */
  readonly log: readonly string[]
  readonly stderr: string
  readonly outputs: readonly (readonly [string, string])[]
  readonly milliseconds: number
}

/** Runs the step `name` as a program; `act` is called when it says that it is ready. */
const step = async (
  name: string,
  act: (program: ChildProcess) => void = () => {},
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> => {
  const outputs = join(mkdtempSync(join(folder, 'run-')), 'outputs')
  writeFileSync(outputs, '')
  const program = spawn(process.execPath, [STEP, name, `${outputs}-cleaned`], {
    env: { PATH: process.env.PATH, GITHUB_OUTPUT: outputs, ...env },
  })
  programs.push(program)
  let [stdout, stderr, since] = ['', '', performance.now()]
  program.stdout.on('data', (piece) => {
    const before = stdout.includes('ready')
    stdout += piece
    if (before || !stdout.includes('ready')) return
    since = performance.now()
    act(program)
  })
  program.stderr.on('data', (piece) => {
    stderr += piece
  })
  const exitCode = await new Promise<number | null>((resolve) => {
    program.once('close', (code) => resolve(code))
  })
  return {
    exitCode,
    log: stdout.split('\n').slice(0, -1),
    stderr,
    outputs: [
      ...pairsIn(readFileSync(outputs, 'utf8')),
      ...(existsSync(`${outputs}-cleaned`) ? [['cleaned up', 'yes'] as const] : []),
    ],
    milliseconds: performance.now() - since,
  }
}

const sending =
  (...signals: readonly NodeJS.Signals[]) =>
  (program: ChildProcess) => {
    for (const [at, signal] of signals.entries()) setTimeout(() => program.kill(signal), at * 50)
  }

const commands = ({ log }: Ended) => log.filter((line) => line.startsWith('::'))
/** The child's id is the first line of the log. */
const childHasEnded = ({ log }: Ended) => untilEnded(Number(log[0]))
/** What is in the log of a step that did not end by itself. */
const GIVEN_UP = 'The action was given up because its clean-up took more than 5 seconds.'
const DEFECT =
  'This is a defect of the action: please report it with the log of a run with debug logging.'

describe('a step as a program', () => {
  test('that succeeds', async () => {
    const ended = await step('succeeds')
    expect(ended).toMatchObject({ exitCode: 0, log: [], stderr: '' })
    expect(ended.outputs).toEqual([
      ['digest', 'sha256:1'],
      ['tags', '["a","b"]'],
    ])
  })

  test('that fails', async () => {
    const log = ['::error file=ci.yml,line=3::Set it.']
    expect(await step('fails-at-once')).toMatchObject({ exitCode: 1, log, stderr: '', outputs: [] })
  })

  test('that has a defect shows its stack with debug logging only', async () => {
    const quiet = await step('has-a-defect')
    expect(quiet).toMatchObject({ exitCode: 1, stderr: '', outputs: [] })
    expect(quiet.log).toHaveLength(1)
    expect(quiet.log[0]).toMatch(/^::error::Unexpected error: Cannot read .*with debug logging\.$/)
    const { log, stderr } = await step('has-a-defect', undefined, { RUNNER_DEBUG: '1' })
    expect(stderr).toBe('')
    expect(log).toHaveLength(2)
    expect(log[1]).toMatch(/^::debug::TypeError: Cannot read .*%0A {4}at .*step\.js/)
  })
})

describe('a signal', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends the step and its child with %d', async (signal, exitCode) => {
    const ended = await step('sleeps-in-a-child', sending(signal))
    expect(ended).toMatchObject({ exitCode, stderr: '', outputs: [] })
    expect(commands(ended)).toEqual([`::error::Cancelled by ${signal}.`])
    expect(ended.log).not.toContain(GIVEN_UP)
    await childHasEnded(ended)
  })

  test('more of them leave the clean-up alone', async () => {
    const ended = await step('cleans-up', sending('SIGINT', 'SIGTERM', 'SIGINT'))
    expect(ended).toMatchObject({ exitCode: 130, outputs: [['cleaned up', 'yes']] })
    expect(commands(ended)).toEqual(['::error::Cancelled by SIGINT.'])
  })
})

describe('what the action does not wait for', () => {
  test.each([
    ['throws-elsewhere', `Unexpected error: lost\\n::error::x. ${DEFECT}`],
    ['rejects-elsewhere', 'The socket is gone.'],
    ['rejects-with-text', `Unexpected error: just text. ${DEFECT}`],
    ['throws-afterwards', `Unexpected error: late. ${DEFECT}`],
    ['throws-twice', `Unexpected error: first. ${DEFECT}`],
  ])('%s: one error line, no stack', async (name, message) => {
    const ended = await step(name)
    expect(ended).toMatchObject({
      exitCode: 1,
      stderr: '',
      outputs: [],
      log: [`::error::${message}`],
    })
  })

  test('children that still run when the process is ended are ended with it', async () => {
    const ended = await step('leaves-a-child')
    expect(ended).toMatchObject({ exitCode: 1, stderr: '' })
    expect(commands(ended)).toEqual([`::error::Unexpected error: late. ${DEFECT}`])
    await childHasEnded(ended)
  })

  test('with debug logging the stack, and what came after the first', async () => {
    const { log, stderr } = await step('throws-twice', undefined, { RUNNER_DEBUG: '1' })
    expect(stderr).toBe('')
    expect(log.filter((line) => line.startsWith('::error::'))).toHaveLength(1)
    expect(log.join('\n')).toMatch(/::debug::Error: first%0A {4}at /)
    expect(log.join('\n')).toMatch(/::debug::Error: second%0A {4}at /)
  })

  test('a log that nobody reads ends the step', async () => {
    const ended = await step('cleans-up', (program) => {
      program.stdout?.destroy()
      program.kill('SIGINT')
    })
    expect(ended).toMatchObject({ stderr: '', outputs: [['cleaned up', 'yes']] })
    expect(ended.exitCode).not.toBe(0)
  })
})

describe('given up after 5 s', () => {
  test.concurrent('a step that does not end is given up after 5 s, with its children', async () => {
    const ended = await step('never-ends', sending('SIGINT', 'SIGTERM'))
    expect(ended).toMatchObject({ exitCode: 130, stderr: '', outputs: [] })
    expect(ended.log.slice(-2)).toEqual(['::error::Cancelled by SIGINT.', GIVEN_UP])
    expect(ended.milliseconds).toBeGreaterThan(4_900)
    await childHasEnded(ended)
  })

  test.concurrent('what keeps the process alive after the action is given up too', async () => {
    const ended = await step('leaves-a-timer', sending('SIGTERM'))
    expect(ended).toMatchObject({ exitCode: 143, stderr: '' })
    expect(commands(ended)).toEqual(['::error::Cancelled by SIGTERM.'])
  })

  test.concurrent('an action that waits for nothing has failed', async () => {
    const ended = await step('waits-for-nothing')
    expect(ended).toMatchObject({ exitCode: 1, stderr: '', outputs: [] })
    expect(commands(ended)).toEqual([
      `::error::Unexpected error: the action waits for nothing. ${DEFECT}`,
    ])
  })
})
