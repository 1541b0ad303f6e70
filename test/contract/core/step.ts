import { writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { actionsRunner } from '@ci-kit/core/adapters/actions-runner'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { UserError } from '@ci-kit/core/errors'
import type { Outputs } from '@ci-kit/core/outputs'
import { runAction } from '@ci-kit/core/run-action'

/*
 * A program like the main.ts of an action, which the tests of run-action start
 * and end: its first argument names what it does. It prints `ready` when a
 * signal may come.
 */
const runner = actionsRunner(process)
const exec = childProcesses(runner.cancellation)
const cleanedUp = process.argv[3] ?? ''

/** The child prints its id, so that the test can see whether it is still there. */
const child = async (script: string): Promise<Outputs> => {
  const show = (piece: Uint8Array) => runner.log.info(Buffer.from(piece).toString().trim())
  const { exitCode } = await exec('sh', ['-c', script], { onStdout: show })
  return { code: exitCode }
}

const later = (work: () => void): Promise<Outputs> => {
  setTimeout(work, 10)
  return child('exec sleep 60')
}

const steps: Readonly<Record<string, () => Promise<Outputs>>> = {
  succeeds: async () => ({ digest: 'sha256:1', tags: ['a', 'b'] }),
  'fails-at-once': () => {
    throw new UserError('Set it.', { file: 'ci.yml', line: 3 })
  },
  'has-a-defect': async () => ({ digest: String(Reflect.get(Object(undefined), 'a').b) }),
  'sleeps-in-a-child': () => child('echo $$; echo ready; exec sleep 60'),
  'cleans-up': async () => {
    try {
      return await child('echo ready; exec sleep 60')
    } finally {
      await wait(300)
      writeFileSync(cleanedUp, 'done')
    }
  },
  'never-ends': async () => {
    setInterval(() => {}, 1_000)
    void exec('sh', ['-c', "trap '' TERM; echo $$; echo ready; sleep 60"], {
      onStdout: (piece) => runner.log.info(Buffer.from(piece).toString().trim()),
    }).catch(() => {})
    return new Promise(() => {})
  },
  'leaves-a-timer': async () => {
    setInterval(() => {}, 1_000)
    return child('echo ready; exec sleep 60')
  },
  'waits-for-nothing': () => new Promise(() => {}),
  'leaves-a-child': async () => {
    void exec('sh', ['-c', "trap '' TERM; echo $$; sleep 60"], {
      onStdout: (piece) => {
        runner.log.info(Buffer.from(piece).toString().trim())
        setTimeout(() => {
          throw new Error('late')
        })
      },
    })
    return {}
  },
  'throws-afterwards': async () => {
    setInterval(() => {}, 1_000)
    setTimeout(() => {
      throw new Error('late')
    }, 100)
    return {}
  },
  'throws-elsewhere': () =>
    later(() => {
      throw new TypeError('lost\n::error::x')
    }),
  'rejects-elsewhere': () => later(() => void Promise.reject(new UserError('The socket is gone.'))),
  'rejects-with-text': () => later(() => void Promise.reject('just text')),
  'throws-twice': () =>
    later(() => {
      setTimeout(() => {
        throw new Error('second')
      }, 1)
      throw new Error('first')
    }),
}

void runAction(runner, steps[process.argv[2] ?? ''] ?? (() => Promise.reject('no such step')))
