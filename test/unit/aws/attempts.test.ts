import { AttemptsFailed, AttemptTimeout, attempts } from '@ci-kit/aws/attempts'
import { describe, expect, test } from '@jest/globals'

type Answered = { readonly status?: number; readonly name?: string; readonly clockCorrected?: true }

/** An error as the SDK throws it. */
const sdkError = ({ status, name = 'ServerException', clockCorrected }: Answered): Error =>
  Object.assign(new Error('no'), {
    name,
    $metadata: { httpStatusCode: status, clockSkewCorrected: clockCorrected },
  })

/** Fails with the errors one after the other, then works. Counts how often it was asked. */
const asking = async (errors: readonly Error[], repeatable: boolean) => {
  let asked = 0
  const waits: number[] = []
  const ask = async () => {
    const error = errors[asked]
    asked += 1
    if (error !== undefined) throw error
    return 'done'
  }
  const clock = {
    sleep: async (milliseconds: number) => {
      waits.push(milliseconds)
    },
  }
  const patience = { maxAttempts: 3, clock, random: () => 1 }
  const answer = await attempts(ask, repeatable, new AbortController().signal, patience).catch(
    (thrown: unknown) => thrown,
  )
  return { answer, asked, waits }
}

const LOST: readonly [string, Error][] = [
  ['an answer of 500', sdkError({ status: 500 })],
  ['no answer in time', new AttemptTimeout('no answer within 20 s')],
  ['an answer of 503 that corrects the clock', sdkError({ status: 503, clockCorrected: true })],
]

describe('what may have been done', () => {
  test.each(LOST)('%s: is not asked again when twice is not once', async (_, error) => {
    const { answer, asked } = await asking([error], false)
    expect(asked).toBe(1)
    expect(answer).toBeInstanceOf(AttemptsFailed)
  })

  test.each(LOST)('%s: is asked again when twice is once', async (_, error) => {
    expect(await asking([error, error], true)).toMatchObject({ answer: 'done', asked: 3 })
    expect(await asking([error, error, error], true)).toMatchObject({ asked: 3 })
  })
})

describe('what was not done', () => {
  test('a limit on requests is waited for, each time longer, ten times at most', async () => {
    const limited = sdkError({ status: 400, name: 'ThrottlingException' })
    const { asked, waits, answer } = await asking(Array(20).fill(limited), false)
    expect(asked).toBe(10)
    expect(waits.slice(0, 6)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 20_000])
    expect(answer).toMatchObject({ failure: { throttled: true } })
  })

  test('a signature by a wrong clock is made anew at once, and once', async () => {
    const wrong = sdkError({ status: 403, name: 'InvalidSignatureException', clockCorrected: true })
    expect(await asking([wrong], false)).toMatchObject({ answer: 'done', asked: 2, waits: [] })
    expect(await asking([wrong, wrong], false)).toMatchObject({ asked: 2 })
  })

  test('a refusal is final', async () => {
    const refused = sdkError({ status: 400, name: 'ClientException' })
    expect(await asking([refused], true)).toMatchObject({ asked: 1 })
  })
})

test('what ends the wait between two attempts is told by its own reason', async () => {
  const ending = new AbortController()
  const reason = new Error('out of time')
  const clock = {
    sleep: async () => {
      ending.abort(reason)
      throw new Error('The operation was aborted')
    },
  }
  const unanswered = () => Promise.reject(sdkError({ status: 500 }))
  const patience = { maxAttempts: 3, clock, random: () => 0 }
  await expect(attempts(unanswered, true, ending.signal, patience)).rejects.toBe(reason)
})
