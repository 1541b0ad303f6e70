import { UserError } from '@ci-kit/core/errors'
import { parseNamedLines } from '@ci-kit/deploy-ecs/edits/named-lines'
import { parseSecretLines } from '@ci-kit/deploy-ecs/edits/secret-lines'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

const parse = (text: string) =>
  parseNamedLines('environment-variables', text, { form: 'KEY=value' })

describe('parseNamedLines', () => {
  test.each<[string, Record<string, string>, readonly string[], boolean]>([
    ['A=1', { A: '1' }, [], false],
    ['  A=1  \n\n B= two words ', { A: '1', B: ' two words' }, [], false],
    ['A=b=c==', { A: 'b=c==' }, [], false],
    ['A=', { A: '' }, [], false],
    ['A="x" # y', { A: '"x" # y' }, [], false],
    ['# a comment\nA=#1\r\n#B=2', { A: '#1' }, [], false],
    ['-A\nB=-1', { B: '-1' }, ['A'], false],
    ['-*\nA=1', { A: '1' }, [], true],
    ['-*', {}, [], true],
    ['__proto__=x', JSON.parse('{"__proto__": "x"}'), [], false],
  ])('%j', (text, set, remove, exclusive) => {
    expect(parse(text)).toEqual({ set: new Map(Object.entries(set)), remove, exclusive })
  })

  test.each(['', ' \n', '# nothing'])('%j is nothing', (text) => {
    expect(parse(text)).toBeUndefined()
  })

  test.each([
    ['A=1\nB', "line 2: 'B' has no '='. Write KEY=value on one line, or -KEY to remove it."],
    ['=1', 'line 1: it has no name. Write KEY=value.'],
    ['-', 'line 1: it has no name. Write -KEY.'],
    ['A = 1', "line 1: the name 'A ' holds white space. Write KEY=value, without space"],
    ['- A', "line 1: the name ' A' holds white space. Write -KEY"],
    ['-A=1', "line 1: '-A' starts with '-', which removes, and has a value."],
    ['A=1\n\nA=2', "line 3: 'A' is in line 1 too. Keep one."],
    ['A=1\n-A', "line 2: 'A' is in line 1 too."],
    ['-*\n-*', "line 2: '*' is in line 1 too."],
  ])('%j is refused', (text, said) => {
    expect(() => parse(text)).toThrow(UserError)
    expect(() => parse(text)).toThrow(`Input 'environment-variables', ${said}`)
  })

  test.each(['KEY=-----BEGIN\nhunter2/hunter2+hunter2\n', 'a hunter2', '-A=hunter2', 'A =hunter2'])(
    'the error about %j tells no value',
    (text) => {
      expect(() => parse(text)).toThrow(/^(?!.*hunter2)Input/)
    },
  )

  test('what is written is read', () => {
    const name = fc
      .stringMatching(/^[A-Za-z_*][\w.=-]{0,8}$/)
      .map((text) => text.replaceAll('=', ''))
    const value = fc.string().map((text) => text.replace(/[\r\n]/g, '').trim())
    fc.assert(
      fc.property(fc.dictionary(name, value, { minKeys: 1 }), (members) => {
        const text = Object.entries(members)
          .map((pair) => pair.join('='))
          .join('\n')
        expect(parse(text)?.set).toEqual(new Map(Object.entries(members)))
      }),
    )
  })
})

describe('parseSecretLines', () => {
  const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:web-AbCdEf'

  test.each([
    ARN,
    `${ARN}:password::`,
    'arn:aws-cn:ssm:cn-north-1:123456789012:parameter/web/db',
    '/web/db-password',
    'name',
  ])('%s is a valueFrom', (value) => {
    expect(parseSecretLines('secrets', `DB=${value}`)).toEqual({
      set: new Map([['DB', value]]),
      remove: [],
      exclusive: false,
    })
  })

  test.each(['', 'arn:aws:s3:::bucket/hunter2', 'hunter2 hunter2', 'hunter2=='])(
    '%j is none, and is not told',
    (value) => {
      const attempt = () => parseSecretLines('secrets', `A=x\nDB=${value}`)
      expect(attempt).toThrow(UserError)
      expect(attempt).toThrow(/^Input 'secrets', line 2: 'DB' has no valueFrom(?!.*hunter2)/)
    },
  )

  test('a line is removed', () => {
    expect(parseSecretLines('secrets', '-DB')?.remove).toEqual(['DB'])
    expect(() => parseSecretLines('secrets', 'DB')).toThrow('Write KEY=valueFrom')
  })
})
