import { checkNeeds } from '@ci-kit/detect-changes/components/graph'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { graph, parse } from './components.ts'
import { type Needs, needsGraph } from './needs-graphs.ts'

const everyNeedIsWritten = (component: string, need: string) => `Line of ${component}.${need}`

describe('needs are checked', () => {
  const written = async (text: string) => {
    const { components, needPlaces } = await parse(text)
    checkNeeds(components, needPlaces)
  }

  test.each([
    ['a: { needs: b }\nb: x', undefined],
    ['d: { needs: [b, c] }\nb: { needs: a }\nc: { needs: a }\na: x', undefined],
    [
      'core: x\nweb:\n  paths: y\n  needs: [core, croe]',
      "Input 'filters', line 4, filter 'web': it needs 'croe', which does not exist; did you mean 'core'",
    ],
    ['a: x\nb: { needs: zzz }', "it needs 'zzz', which does not exist; name one that does"],
    ['Core: x\nb: { needs: core }', "did you mean 'Core'"],
    ['a: x\nb: { needs: "a\\n::error::" }', String.raw`it needs 'a\n::error::'`],
    [
      'a: { paths: x, needs: a }',
      "Input 'filters', line 1, filter 'a': its needs lead back to it, a → a; remove one of them.",
    ],
    ['a: { needs: b }\nb: { needs: a }', 'a → b → a'],
    [
      'x: { needs: a }\na:\n  needs: b\nb: { needs: c }\nc: { needs: [y, a] }\ny: p',
      "line 3, filter 'a': its needs lead back to it, a → b → c → a",
    ],
  ])('%j: %s', async (text, words) => {
    if (words === undefined) await expect(written(text)).resolves.toBeUndefined()
    else {
      await expect(written(text)).rejects.toMatchObject({
        name: 'UserError',
        message: expect.stringContaining(words),
      })
    }
  })

  test('a cycle that was only found is let be, until a written need is part of one', () => {
    const components = graph({ a: ['b'], b: ['a', 'b'], c: ['a'] })
    const check = (place: (component: string, need: string) => string | undefined) => () =>
      checkNeeds(components, place)
    expect(check(() => undefined)).not.toThrow()
    expect(check((component) => (component === 'c' ? 'Line 1' : undefined))).not.toThrow()
    expect(check((component) => (component === 'b' ? 'Line 1' : undefined))).toThrow('b → a → b')
  })

  test('a need that was found and does not exist is an error without a line', () => {
    expect(() => checkNeeds(graph({ a: ['bee'] }), () => undefined)).toThrow(
      /^filter 'a': it needs 'bee'/,
    )
  })

  test('chains of 1,000 are no matter, and a cycle of 1,000 is named', () => {
    const names = Array.from({ length: 1_000 }, (_, at) => `c${at}`)
    const chain = Object.fromEntries(
      names.map((name, at): [string, string[]] => [name, names.slice(at + 1, at + 2)]),
    )
    expect(() => checkNeeds(graph(chain), everyNeedIsWritten)).not.toThrow()
    expect(() => checkNeeds(graph({ ...chain, c999: ['c0'] }), everyNeedIsWritten)).toThrow(
      'c0 → c1 → c2',
    )
  })

  test('an error comes exactly when some need leads back', () => {
    fc.assert(
      fc.property(needsGraph, (needs) => {
        const leadsBack = Object.keys(needs).some((name) => reached(needs, name).has(name))
        const check = () => checkNeeds(graph(needs), everyNeedIsWritten)
        if (leadsBack) expect(check).toThrow('→')
        else expect(check).not.toThrow()
      }),
    )
  })
})

/** What `from` needs over one or more steps. */
const reached = (needs: Needs, from: string): Set<string> => {
  const found = new Set<string>()
  for (let size = -1; size !== found.size; ) {
    size = found.size
    for (const name of [from, ...found]) for (const need of needs[name] ?? []) found.add(need)
  }
  return found
}
