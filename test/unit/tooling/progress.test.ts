import { duration, step } from '@ci-kit/tooling/progress'
import { describe, expect, test } from '@jest/globals'
import { until } from '../../fakes/until.ts'

const recorder = (isTTY: boolean) => {
  const written: string[] = []
  return { written, output: { isTTY, write: (text: string) => written.push(text) } }
}

const clearLine = '\r\u001b[K'

const text = { title: 'buildx v1', why: 'build it', usually: '2 min' }

describe('step', () => {
  test('elsewhere than on a terminal writes whole lines', async () => {
    const { written, output } = recorder(false)
    expect(await step(text, async () => 42, output)).toBe(42)
    expect(written[0]).toBe('… buildx v1: build it (usually 2 min)\n')
    expect(written[1]).toMatch(/^✓ buildx v1: \d+\.\d s\n$/)
    expect(written).toHaveLength(2)
  })

  test('on a terminal shows the seconds that pass, on one line', async () => {
    const { written, output } = recorder(true)
    await step(text, () => until(() => written.length > 1), output)
    expect(written[0]).toBe('… buildx v1: build it (usually 2 min)')
    expect(written.every((each, at) => at === 0 || each.startsWith(clearLine))).toBe(true)
    expect(written[1]).toMatch(/… buildx v1: build it \(usually 2 min\) [1-9]\d*\.\d s$/)
    expect(written.at(-1)).toMatch(/✓ buildx v1: [1-9]\d*\.\d s\n$/)
  })

  test('marks a failure and passes it on', async () => {
    const { written, output } = recorder(false)
    const failing = step(text, () => Promise.reject(new Error('broken')), output)
    await expect(failing).rejects.toThrow('broken')
    expect(written.at(-1)).toMatch(/^✗ buildx v1/)
  })
})

test.each([
  [412, '0.4 s'],
  [59_949, '59.9 s'],
  [125_000, '2 min 5 s'],
  [119_700, '2 min 0 s'],
])('%d ms is %s', (ms, expected) => {
  expect(duration(ms)).toBe(expected)
})
