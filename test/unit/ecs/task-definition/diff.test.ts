import type { Json } from '@ci-kit/core/json'
import { changesBetween } from '@ci-kit/ecs/task-definition/diff'
import { changeLines, changeTable } from '@ci-kit/ecs/task-definition/diff-text'
import { edited } from '@ci-kit/ecs/task-definition/edit'
import { registeredDocument } from '@ci-kit/ecs/task-definition/registered-document'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { answered, DIGEST, OTHER, withWeb, written } from './samples.ts'

const lines = (before: Json, after: Json) => changeLines(changesBetween(before, after))
const environment = (value: string) => [
  { name: 'LOG_LEVEL', value },
  { name: 'REGION', value: 'eu' },
]

describe('changesBetween', () => {
  test('nothing differs between a file and what ECS answers of it', () => {
    expect(changesBetween(written(), registeredDocument(answered()))).toEqual([])
  })

  test.each<[string, Json, readonly string[]]>([
    [
      'an image',
      withWeb({ image: `a/token-service@${OTHER}` }),
      [
        `~ containerDefinitions[web].image: 123456789012.dkr.ecr.eu-central-1.amazonaws.com/web@${DIGEST} → a/token-service@${OTHER}`,
      ],
    ],
    ['memory', { ...written(), memory: '1 GB' }, ['~ memory: 512 → 1024']],
    ['a new member', { ...written(), fooBar: { a: [1] } }, ['+ fooBar.a: [1]']],
    ['an empty one', { ...written(), fooBar: '' }, ['+ fooBar: ""']],
    [
      'a command',
      withWeb({ command: ['node', 'worker.js'] }),
      ['~ containerDefinitions[web].command: ["node","server.js"] → ["node","worker.js"]'],
    ],
    [
      'a variable, without its value',
      withWeb({ environment: environment('debug') }),
      ['~ containerDefinitions[web].environment[LOG_LEVEL].value: changed (not shown)'],
    ],
    [
      'variables that come and go',
      withWeb({
        environment: [
          { name: 'LOG_LEVEL', value: 'info' },
          { name: 'NEW', value: 'hunter2' },
        ],
      }),
      [
        '- containerDefinitions[web].environment[REGION].value: (not shown)',
        '+ containerDefinitions[web].environment[NEW].value: (not shown)',
      ],
    ],
    [
      'where a secret is',
      withWeb({ secrets: [{ name: 'DB_PASSWORD', valueFrom: '/web/new-password' }] }),
      [
        '~ containerDefinitions[web].secrets[DB_PASSWORD].valueFrom: /web/db-password → /web/new-password',
      ],
    ],
    [
      'a tag',
      { ...written(), tags: [{ key: 'team', value: 'shop' }] },
      ['- tags[cost].value: web'],
    ],
    [
      'a port',
      withWeb({ portMappings: [{ containerPort: 9090 }] }),
      ['~ containerDefinitions[web].portMappings[0].containerPort: 8080 → 9090'],
    ],
    [
      'a list that is no list any more',
      withWeb({ healthCheck: 'none' }),
      [
        '~ containerDefinitions[web].healthCheck: {"command":["CMD-SHELL","curl -f localhost:8080"]} → none',
      ],
    ],
  ])('%s', (_, after, expected) => {
    expect(lines(written(), after)).toEqual(expected)
  })

  test('a container that goes is told with all that it has', () => {
    const [web] = [written().containerDefinitions].flat()
    const after = { ...written(), containerDefinitions: [web] }
    expect(lines(written(), after)).toEqual([
      '- containerDefinitions[proxy].essential: false',
      `- containerDefinitions[proxy].image: public.ecr.aws/envoy/envoy@${OTHER}`,
    ])
    expect(
      lines({}, { containerDefinitions: [{ name: 'a', environment: environment('x') }] }),
    ).toEqual([
      '+ containerDefinitions[a].environment[LOG_LEVEL].value: (not shown)',
      '+ containerDefinitions[a].environment[REGION].value: (not shown)',
    ])
  })

  test('values deep in what is told as a whole are left out one by one', () => {
    const container = { name: 'a', environment: environment('hunter2'), essential: false }
    const twice = { containerDefinitions: [container, container] }
    const [said] = lines(written(), twice)
    expect(said).toContain('"value":"(not shown)"')
    expect(said).toContain('"essential":false')
    expect(said).not.toContain('hunter2')
  })

  test('another order of what has one is a change', () => {
    const volumes = [{ name: 'a' }, { name: 'b' }]
    expect(lines({ volumes }, { volumes: volumes.toReversed() })).toEqual([
      '~ volumes: [{"name":"a"},{"name":"b"}] → [{"name":"b"},{"name":"a"}]',
    ])
  })

  test.each<[string, Json]>([
    [
      'an option of the log driver',
      { logConfiguration: { logDriver: 'splunk', options: { 'splunk-token': 'hunter2' } } },
    ],
    ['an argument', { command: ['app', '--password', 'hunter2'] }],
    ['an argument in one', { command: ['app', '--api-key=hunter2'] }],
    ['an assignment', { command: ['sh', '-c', 'DB_PASSWORD=hunter2 app'] }],
    ['an address', { dockerLabels: { from: 'https://me:hunter2@example.org' } }],
    ['a label', { dockerLabels: { 'api-key': 'hunter2' } }],
    [
      'a variable that is there twice',
      {
        environment: [
          { name: 'A', value: 'hunter2' },
          { name: 'A', value: 'b' },
        ],
      },
    ],
    ['variables that are no list', { environment: { A: 'hunter2' } }],
  ])('what may be a secret is not told: %s', (_, members) => {
    const said = lines(withWeb({}), withWeb(members)).join('\n')
    expect(said).toContain('(not shown)')
    expect(said).not.toContain('hunter2')
    expect(changeTable(changesBetween(withWeb(members), withWeb({})))).not.toContain('hunter2')
  })

  test('texts from outside do no harm', () => {
    const after = {
      ...written(),
      family: 'a\n::error::x',
      tags: [{ key: '`|\n<b>', value: '@me' }],
    }
    const changes = changesBetween(written(), after)
    for (const line of changeLines(changes)) expect(line).not.toMatch(/\n/)
    const table = changeTable(changes)
    expect(table.split('\n')).toHaveLength(2 + changes.length)
    expect(table).not.toMatch(/<b>|@me/)
    expect(changeTable([])).toBe('')
    const [long] = changesBetween({}, { family: 'x'.repeat(5000) })
    expect(long?.after?.length).toBeLessThan(400)
  })

  test('an edit is told, and nothing else is', () => {
    const name = fc.stringMatching(/^[A-Z_]{1,8}$/)
    const values = fc.dictionary(name, fc.string(), { maxKeys: 5 })
    fc.assert(
      fc.property(values, fc.subarray(['LOG_LEVEL', 'REGION']), (set, removed) => {
        const remove = removed.filter((one) => !Object.hasOwn(set, one))
        const edits = { set: new Map(Object.entries(set)), remove, exclusive: false }
        const { document } = edited(
          written(),
          { containers: new Map([['web', { environment: edits }]]) },
          'It',
        )
        const there = new Map([
          ['LOG_LEVEL', 'info'],
          ['REGION', 'eu'],
        ])
        const expected = [
          ...remove,
          ...Object.keys(set).filter((one) => there.get(one) !== set[one]),
        ].map((one) => `containerDefinitions[web].environment[${one}].value`)
        // One name is a secret in the sample: it moves.
        if (Object.hasOwn(set, 'DB_PASSWORD'))
          expected.push('containerDefinitions[web].secrets[DB_PASSWORD].valueFrom')
        const told = changesBetween(written(), document).map(({ path }) => path)
        expect(told.toSorted()).toEqual(expected.toSorted())
      }),
    )
  })
})
