import { histories } from '@ci-kit/detect-changes/histories'
import type { History } from '@ci-kit/detect-changes/history'
import { describe, expect, test } from '@jest/globals'

const QUESTIONS = {
  commits: (history: History) => history.commits(['main']),
  mergeBase: (history: History) => history.mergeBase('a', 'b'),
  changes: (history: History) => history.changes('a', 'b'),
  tags: (history: History) => history.tags(),
} as const
type Question = keyof typeof QUESTIONS

/** A source that knows nothing, for a reason. */
const silent = (missing: string, asked: string[]): History => {
  const answer = async () => {
    asked.push(missing)
    return { missing }
  }
  return { commits: answer, mergeBase: answer, changes: answer, tags: answer }
}

const ORDERS: readonly [Question, readonly string[]][] = [
  ['commits', ['local', 'github', 'remote']],
  ['mergeBase', ['local', 'github', 'remote']],
  ['changes', ['local', 'remote', 'github']],
  ['tags', ['remote', 'github', 'local']],
]

describe('several histories', () => {
  test.each(ORDERS)('%s goes to %j until one knows, and joins the reasons', async (name, order) => {
    const asked: string[] = []
    const [local, remote, github] = ['local', 'remote', 'github'].map((source) =>
      silent(source, asked),
    )
    if (local === undefined || remote === undefined) throw new Error('three sources')
    expect(await QUESTIONS[name](histories({ local, remote, github }))).toEqual({
      missing: order.join('; '),
    })
    expect(asked).toEqual(order)
    asked.length = 0
    await QUESTIONS[name](histories({ local, remote }))
    expect(asked).toEqual(order.filter((source) => source !== 'github'))
  })

  test('a source that knows is the last one asked', async () => {
    const asked: string[] = []
    const local = { ...silent('local', asked), mergeBase: async () => ({ value: 'sha' }) }
    const remote = silent('remote', asked)
    expect(await histories({ local, remote }).mergeBase('a', 'b')).toEqual({ value: 'sha' })
    expect(asked).toEqual([])
  })

  test('the same reason is given once', async () => {
    const source = silent('there is no checkout', [])
    expect(await histories({ local: source, remote: source }).changes('a', 'b')).toEqual({
      missing: 'there is no checkout',
    })
  })
})
