import { UserError } from '@ci-kit/core/errors'
import { usesCommitDate } from '@ci-kit/docker-cache/tags/commit-date'
import { parseFlavor } from '@ci-kit/docker-cache/tags/flavor'
import { parseTagRules } from '@ci-kit/docker-cache/tags/tag-rules'
import { describe, expect, test } from '@jest/globals'
import { pushOf, SHOP, tagsOf } from './tags-of.ts'

const onMain = (tags: string): string => tagsOf(tags, pushOf('heads/main')).tags.join(' ')

describe('plain tags', () => {
  test.each([
    ['one', 'one'],
    ['one,two\nthree', 'one two three'],
    [' one , ,two ', 'one two'],
    ['ghcr.io/org/shop:one', 'one'],
    ['ghcr.io/org/shop:one,two,ghcr.io/org/shop:one', 'one two'],
    ['# first\none\n  # last', 'one'],
    ['one\r\ntwo\rthree', 'one two three'],
  ])('%j', (text, tags) => expect(onMain(text)).toBe(tags))

  test('take the flavor, but for whole references', () => {
    const { tags } = tagsOf('one,ghcr.io/org/shop:two', pushOf('heads/main'), 'suffix=-s')
    expect(tags).toEqual(['one-s', 'two'])
  })

  test.each([
    'a b',
    '-a',
    'ghcr.io/org/other:a',
    'ghcr.io/org/shop@sha256:00',
    'x'.repeat(129),
    'a/b',
    'k-1=v',
  ])('are refused when no registry would take them: %s', (tag) => {
    const parse = () => parseTagRules(`good,${tag}`, SHOP)
    expect(parse).toThrow(UserError)
    expect(parse).toThrow(`Input 'tags' has the entry '${tag}'. Use a tag of up to 128`)
    expect(parse).toThrow("'ghcr.io/org/shop:'")
  })

  test.each([
    'cache-main',
    'builder-cache-x',
    'mount-cache-x-1',
    'inputs-main',
    `in-${'0'.repeat(64)}`,
    'ghcr.io/org/shop:cache-main',
  ])('are refused when they hold something else: %s', (tag) => {
    const parse = () => parseTagRules(tag, SHOP)
    expect(parse).toThrow(`Input 'tags' has the entry '${tag}'. Tags that start with 'cache-'`)
    expect(parse).toThrow('use another name')
  })
})

describe('rules', () => {
  test('keep a comma inside of quotes', () => {
    const rule = 'type=match,"pattern=v\\d{1,3}","value=v123"'
    expect(onMain(rule)).toBe('v123 latest')
    expect(onMain('type=raw,"value=a""b"')).toMatch(/^a-b-/)
    expect(onMain(`"value={{date 'YYYY,MM'}}"`)).toMatch(/^2026-03-/)
  })

  test.each([
    ['{{branch}}-x', 'main-x'],
    ['{{ branch }}', 'main'],
    ['v{{sha}},priority=3', 'v0123456'],
    ["{{date 'YYYY' tz='Asia/Tokyo'}}", '2026'],
    ['one,', 'one'],
    ['type=raw,one,', 'one'],
  ])('without a type are raw: %s', (rule, tags) => expect(onMain(rule)).toBe(tags))

  test.each([
    ['type=semvr,pattern=x', "'type=semver'"],
    ['type=', "'type=raw'"],
    ['type=semver', "Add 'pattern=…', such as 'pattern={{version}}'"],
    ['type=pep440,pattern=', "Add 'pattern=…'"],
    ['type=match', "Add 'pattern=…', such as 'pattern=v(.*)'"],
    ['type=match,pattern=(', 'Mend the regular expression'],
    ['type=match,pattern=/a/k', 'Mend the regular expression'],
    ['type=semver,pattern={{version}},match=[', 'Mend the regular expression'],
    ['type=match,pattern=a,group=x', "'group' has to be a whole number"],
    ['type=match,pattern=\\d{1,3}', "'3}' belongs to no attribute. Write quotes"],
    ['type=raw', "Add 'value=…'"],
    ['type=ref', "'event=branch', 'event=tag', 'event=pr'"],
    ['type=ref,event=push', "'event=pr'"],
    ['type=sha,format=8', "'format=short', 'format=long'"],
    [
      'type=sha,pattern=x',
      "'type=sha' has no 'pattern'. Use format, enable, priority, prefix, suffix",
    ],
    ['type=edge,priority=high', "such as 'priority=700'"],
    ['type=raw,value=a,value=b', "gives 'value' twice"],
    ['type=raw,a,b', "gives 'value' twice"],
    ['type=raw,value="a,b"', '"value=a,b"'],
    ['type=raw,"value=a', '"value=a,b"'],
    ['type=raw,a,enable=yes', "'enable' has to be true, false, {{is_default_branch}}"],
    ['type=raw,a,enable={{branch}}', "'enable' has to be"],
    ['type=raw,a,enable=is_default_branch', "'enable' has to be"],
    ['type=raw,a,enable=', "'enable' has to be"],
  ])('%s is refused', (rule, fix) => {
    const parse = () => parseTagRules(`main\n  ${rule} `, SHOP)
    expect(parse).toThrow(UserError)
    expect(parse).toThrow(`Input 'tags' has the entry '${rule}'. `)
    expect(parse).toThrow(fix)
  })

  test.each([
    [
      'type=raw,value={{brnch}}',
      "'{{brnch}}' is not an expression here. Use {{branch}}, {{tag}}, {{sha}}",
    ],
    ['type=raw,value={{version}}', "'{{version}}' is not an expression here"],
    ['type=raw,value={{constructor}}', "'{{constructor}}' is not"],
    ['type=raw,value={{#if branch}}y{{/if}}', "'{{#if branch}}' is not"],
    ['type=raw,value={{{branch}}}', "'{{{branch}}}' is not"],
    ['type=raw,value={{branch', "'{{branch' is not"],
    [
      'type=semver,pattern={{branch}}',
      'Use {{raw}}, {{version}}, {{major}}, {{minor}}, {{patch}}.',
    ],
    ['type=schedule,pattern={{branch}}', "Use {{date 'YYYYMMDD'}}"],
    ['type=raw,a,prefix={{x}}', "'{{x}}'"],
    ['type=raw,a,suffix={{x}}', "'{{x}}'"],
    ['type=raw,value={{date}}', 'Use {{branch}}, {{tag}}, {{sha}}, {{base_ref}}'],
    ["type=raw,value={{date 'YYYY' zone='UTC'}}", "tz='Asia/Tokyo'"],
    ["type=raw,value={{date 'kk'}}", "The date format has 'kk'"],
    [
      "type=raw,value={{date 'HH' tz='Mars/X'}}",
      "There is no time zone 'Mars/X'. Use a name such as",
    ],
  ])('%s is refused for its expression', (rule, fix) => {
    const parse = () => parseTagRules(rule, SHOP)
    expect(parse).toThrow(`Input 'tags' has the entry '${rule}'. `)
    expect(parse).toThrow(fix)
  })

  test('are shown without what could act in a log, and cut', () => {
    const parse = () => parseTagRules(`type=raw,value={{\u202e}}${'x'.repeat(500)}`, SHOP)
    expect(parse).toThrow(/'type=raw,value=\{\{\\u\{202e\}\}\}x+… \(\d+ more characters\)'/)
  })
})

describe('the flavor', () => {
  test.each([
    'latest=yes',
    'latest',
    'prefx=a',
    'onlatest=true',
    'prefix=a,onlatest=1',
    'prefix=a\nonlatest=true',
    'a',
  ])('%j is refused', (text) => {
    const wrong = text.split('\n').at(-1)
    expect(() => parseFlavor(text)).toThrow(UserError)
    expect(() => parseFlavor(text)).toThrow(
      `Input 'flavor' has the entry '${wrong}'. Use 'latest=auto'`,
    )
  })

  test('knows no other expressions', () => {
    expect(() => parseFlavor('prefix={{x}}')).toThrow(
      "Input 'flavor' has the entry 'prefix={{x}}'. '{{x}}'",
    )
  })

  test('has the last word of several lines', () => {
    const { tags } = tagsOf(
      'a',
      pushOf('heads/main'),
      'suffix=-1\nlatest=true\n# x\nsuffix=-2\nlatest=false',
    )
    expect(tags).toEqual(['a-2'])
  })
})

test.each([
  ['a', '', false],
  ["type=raw,value={{date 'YYYY'}}", '', false],
  ["type=raw,value={{commit_date 'YYYY'}}", '', true],
  ["type=schedule,pattern={{commit_date 'YYYY'}}", '', true],
  ["type=sha,prefix={{commit_date 'YYYY'}}", '', true],
  ["type=semver,pattern=x,suffix={{commit_date 'YYYY'}}", '', true],
  ['a', "suffix={{commit_date 'YYYY'}}", true],
])('whether the date of the commit is wanted by %j and %j', (tags, flavor, expected) => {
  expect(usesCommitDate(parseTagRules(tags, SHOP), parseFlavor(flavor))).toBe(expected)
})
