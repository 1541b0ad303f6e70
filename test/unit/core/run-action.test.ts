import { FailedResult, UserError } from '@ci-kit/core/errors'
import type { Outputs } from '@ci-kit/core/outputs'
import { Cancelled, CLEAN_UP_MS, runAction } from '@ci-kit/core/run-action'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { type FakeRunner, fakeRunner } from './fake-runner.ts'

const DEFECT =
  'This is a defect of the action: please report it with the log of a run with debug logging.'

/** Events without the debug log. */
const shown = ({ events }: FakeRunner) => events.filter((event) => !event.startsWith('debug '))
const debugged = ({ events }: FakeRunner) => events.filter((event) => event.startsWith('debug '))

const failing = async (thrown: unknown): Promise<FakeRunner> => {
  const runner = fakeRunner()
  await runAction(runner, () => Promise.reject(thrown))
  return runner
}

test('success writes the outputs once, then finishes', async () => {
  const runner = fakeRunner()
  await runAction(runner, async () => ({ digest: 'sha256:1', pushed: true }))
  expect(runner.events).toEqual(['outputs {"digest":"sha256:1","pushed":true}', 'finish 0'])
})

describe('failure', () => {
  test('a UserError is one error line at its place, without a stack', async () => {
    const runner = await failing(new UserError('Set it.', { file: 'action.yml' }))
    expect(runner.events).toEqual(['error Set it. at action.yml', 'finish 1'])
  })

  test('a FailedResult writes its outputs, then is an error line like any other', async () => {
    const runner = await failing(new FailedResult('Mend it.', { verdict: 'failed' }, { file: 'a' }))
    expect(runner.events).toEqual([
      'outputs {"verdict":"failed"}',
      'error Mend it. at a',
      'finish 1',
    ])
  })

  test('a FailedResult whose outputs cannot be written still fails', async () => {
    const runner: FakeRunner = {
      ...fakeRunner(),
      setOutputs: () => {
        throw new UserError('No room.')
      },
    }
    await runAction(runner, () => Promise.reject(new FailedResult('Mend it.', {})))
    expect(shown(runner)).toEqual(['error No room.', 'finish 1'])
  })

  test.each<[string, unknown, string]>([
    ['an error', new TypeError('x is not\na function'), 'x is not\\na function'],
    ['a text', 'oops', 'oops'],
    ['nothing', undefined, 'undefined'],
    ['an object without a text', Object.create(null), '[object Object]'],
  ])('%s is a defect whose stack goes to debug', async (_, thrown, message) => {
    const runner = await failing(thrown)
    expect(shown(runner)).toEqual([`error Unexpected error: ${message}. ${DEFECT}`, 'finish 1'])
    expect(debugged(runner)).toEqual([`debug ${thrown instanceof Error ? thrown.stack : message}`])
  })

  test('an error that the action throws before it has a promise', async () => {
    const runner = fakeRunner()
    await runAction(runner, () => {
      throw new UserError('Set it.')
    })
    expect(runner.events).toEqual(['error Set it.', 'finish 1'])
  })

  test('outputs that cannot be written', async () => {
    const runner: FakeRunner = {
      ...fakeRunner(),
      setOutputs: () => {
        throw new Error('ENOSPC')
      },
    }
    await runAction(runner, async () => ({}))
    expect(shown(runner)).toEqual([`error Unexpected error: ENOSPC. ${DEFECT}`, 'finish 1'])
  })
})

describe('cancellation', () => {
  beforeEach(() => void jest.useFakeTimers())
  afterEach(() => void jest.useRealTimers())

  const SIGNALS: ['SIGINT' | 'SIGTERM', number][] = [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ]

  test.each(SIGNALS)('%s ends an action that listens with %d', async (signal, exitCode) => {
    const runner = fakeRunner()
    const running = runAction(runner, () => untilAborted(runner.cancellation))
    runner.controller.abort(new Cancelled(signal))
    await running
    expect(runner.events).toEqual([`error Cancelled by ${signal}.`, `finish ${exitCode}`])
  })

  test.each(SIGNALS)(
    '%s of an action that succeeds all the same: no outputs',
    async (signal, code) => {
      const runner = fakeRunner()
      await runAction(runner, async () => {
        runner.controller.abort(new Cancelled(signal))
        return { digest: 'x' }
      })
      expect(runner.events).toEqual([`error Cancelled by ${signal}.`, `finish ${code}`])
    },
  )

  test('a failing clean-up is not lost, but is not the reason', async () => {
    const runner = fakeRunner()
    await runAction(runner, async () => {
      runner.controller.abort(new Cancelled('SIGINT'))
      throw new UserError('The lock is still there.')
    })
    expect(shown(runner)).toEqual(['error Cancelled by SIGINT.', 'finish 130'])
    expect(debugged(runner).join()).toContain('After the cancellation: UserError: The lock is')
  })

  test('before the action: it never starts', async () => {
    const runner = fakeRunner()
    runner.controller.abort(new Cancelled('SIGTERM'))
    await runAction(runner, async () => {
      runner.log.info('started')
      return {}
    })
    expect(runner.events).toEqual(['error Cancelled by SIGTERM.', 'finish 143'])
  })

  test('what was thrown elsewhere is the failure, once', async () => {
    const runner = fakeRunner()
    const running = runAction(runner, () => untilAborted(runner.cancellation))
    runner.controller.abort(new UserError('The socket is gone.'))
    await running
    expect(runner.events).toEqual(['error The socket is gone.', 'finish 1'])
  })

  test('an action that does not end is abandoned after 5 s, not earlier', async () => {
    const runner = fakeRunner()
    void runAction(runner, () => new Promise(() => {}))
    await jest.advanceTimersByTimeAsync(60_000)
    expect(runner.events).toEqual([])
    runner.controller.abort(new Cancelled('SIGINT'))
    await jest.advanceTimersByTimeAsync(CLEAN_UP_MS - 1)
    expect(runner.events).toEqual([])
    await jest.advanceTimersByTimeAsync(1)
    expect(runner.events).toEqual([
      'error Cancelled by SIGINT.',
      'info The action was given up because its clean-up took more than 5 seconds.',
      'abandon 130',
    ])
  })

  test('a process that does not end after its action is abandoned without a word', async () => {
    const runner = fakeRunner()
    const running = runAction(runner, () => untilAborted(runner.cancellation))
    runner.controller.abort(new Cancelled('SIGTERM'))
    await running
    await jest.advanceTimersByTimeAsync(CLEAN_UP_MS)
    expect(runner.events).toEqual(['error Cancelled by SIGTERM.', 'finish 143', 'abandon 143'])
  })

  test('a signal after a success ends what is left of the process', async () => {
    const runner = fakeRunner()
    await runAction(runner, async () => ({}))
    await jest.advanceTimersByTimeAsync(CLEAN_UP_MS)
    expect(runner.events).toEqual(['outputs {}', 'finish 0'])
    runner.controller.abort(new Cancelled('SIGTERM'))
    expect(runner.events.slice(2)).toEqual(['error Cancelled by SIGTERM.', 'abandon 143'])
  })

  test('an error after a failure is no second error line', async () => {
    const runner = await failing(new UserError('Set it.'))
    runner.controller.abort(new Error('late'))
    expect(shown(runner)).toEqual(['error Set it.', 'finish 1', 'abandon 1'])
    expect(debugged(runner).join()).toContain('debug Error: late')
  })
})

/** Rejects with the reason, as adapters do. */
const untilAborted = (signal: AbortSignal): Promise<Outputs> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
