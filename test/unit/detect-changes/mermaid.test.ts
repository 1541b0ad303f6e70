import { dependencyGraph } from '@ci-kit/detect-changes/report/mermaid'
import { describe, expect, test } from '@jest/globals'
import { own } from './answers.ts'
import { change } from './samples.ts'

const node = (name: string, selected: boolean, ...needs: readonly string[]) =>
  own(name, selected ? [change(`${name}/a`)] : [], needs)

describe('the graph of dependencies', () => {
  test('has an arrow from each component to those that need it, and the selected ones in colour', () => {
    const graph = dependencyGraph([
      node('web', true, 'ui', 'nobody'),
      node('alone', true),
      node('ui', true, 'core'),
      node('core', true),
      node('cli', false, 'args'),
      node('args', false),
    ])
    expect(graph?.split('\n')).toEqual([
      '```mermaid',
      'flowchart LR',
      '  n0["web"]',
      '  n1["ui"]',
      '  n2["core"]',
      '  n3["cli"]',
      '  n4["args"]',
      '  n1 --> n0',
      '  n2 --> n1',
      '  n4 --> n3',
      '  classDef selected fill:#1a7f37,stroke:#1a7f37,color:#ffffff',
      '  class n0,n1,n2 selected',
      '```',
    ])
  })

  test('selects no node when none is selected', () => {
    const graph = dependencyGraph([node('web', false, 'ui'), node('ui', false)])
    expect(graph).toContain('n1 --> n0')
    expect(graph).not.toContain('class n')
  })

  test('is not there without needs', () => {
    expect(dependencyGraph([node('web', true), node('ui', true)])).toBeUndefined()
  })

  test.each([
    [40, true],
    [41, false],
  ])('of %i components is drawn: %s', (count, drawn) => {
    const chain = Array.from({ length: count }, (_, at) => node(`c${at}`, true, `c${at - 1}`))
    expect(dependencyGraph(chain) !== undefined).toBe(drawn)
  })

  test('is not drawn with more arrows than anybody can follow', () => {
    const names = Array.from({ length: 30 }, (_, at) => `c${at}`)
    const dense = names.map((name, at) => node(name, true, ...names.slice(0, at)))
    expect(dependencyGraph(dense)).toBeUndefined()
  })

  test('a name cannot leave its label', () => {
    const graph = dependencyGraph([node('a"]\n```\nclick n0 "x"', true, 'b'), node('b', true)])
    expect(graph).toContain('n0["a#34;#93;#92;n#96;#96;#96;#92;nclick n0 #34;x#34;"]')
    expect(graph?.match(/```/g)).toHaveLength(2)
  })
})
