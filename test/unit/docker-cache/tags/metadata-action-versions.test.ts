/** As in metadata-action.test.ts: what docker/metadata-action answers, for versions and patterns. */
import { describe, test } from '@jest/globals'
import { compared, pushOf } from './tags-of.ts'

describe('type=semver', () => {
  const rules = [
    '{{version}}',
    '{{major}}.{{minor}}',
    'v{{major}}',
    '{{raw}}',
    'v{{raw}}',
    '{{patch}}',
  ]
    .map((pattern) => `type=semver,pattern=${pattern}`)
    .join(' ; ')
  test.each([
    ['v4.5.6', '4.5.6 4.5 v4 v4.5.6 vv4.5.6 6 latest'],
    ['4.5.6', '4.5.6 4.5 v4 v4.5.6 6 latest'],
    ['0.1.0', '0.1.0 0.1 v0 v0.1.0 0 latest'],
    ['v4.5.6-rc.1', '4.5.6-rc.1 v4.5.6-rc.1'],
    ['v4.5.6-0a', '4.5.6-0a v4.5.6-0a'],
    ['v1.2.3--x', '1.2.3--x v1.2.3--x'],
    ['v4.5', ''],
    ['x4.5.6', ''],
    ['v04.5.6', ''],
    ['web/v4.5.6', ''],
  ])('of the git tag %s', (tag, tags) => compared(rules, pushOf(`tags/${tag}`), tags))

  test.each([
    ['heads/main', 'type=semver,pattern={{version}}', ''],
    ['heads/main', 'type=semver,pattern={{major}},value=web-v7.8.9,match=v(.*)$', '7 latest'],
    ['heads/main', 'type=semver,pattern={{version}},value={{tag}} ; type=raw,value=x', 'x'],
    ['tags/web/v7.8.9', 'type=semver,pattern={{version}},match=v(\\d.\\d.\\d)$', '7.8.9 latest'],
    ['tags/v7.8.9', 'type=semver,pattern={{major}},match=nothing', '7 latest'],
  ])('on %s: %s', (ref, rule, tags) => compared(rule, pushOf(ref), tags))
})

describe('type=pep440', () => {
  const rules = ['{{version}}', '{{major}}.{{minor}}', '{{patch}}', '{{raw}}']
    .map((pattern) => `type=pep440,pattern=${pattern}`)
    .join(' ; ')
  test.each([
    ['v4.5.6', '4.5.6 4.5 6 v4.5.6 latest'],
    ['4.5', '4.5 0 latest'],
    ['4', '4 4.0 0 latest'],
    ['4.5.6.7', '4.5.6.7 4.5 6 latest'],
    ['4.05.6', '4.5.6 4.5 6 4.05.6 latest'],
    ['4.5.6rc2', '4.5.6rc2'],
    ['4.5.6-beta.2', '4.5.6b2 4.5.6-beta.2'],
    ['4.5.6.post3', '4.5.6.post3'],
    ['4.5.6-3', '4.5.6.post3 4.5.6-3'],
    ['4.5.6r', '4.5.6.post0 4.5.6r'],
    ['4.5.6dev', '4.5.6.dev0 4.5.6dev'],
    ['4.5.6alpha', '4.5.6a0 4.5.6alpha'],
    ['4.5.6preview1.post2.dev3', '4.5.6rc1.post2.dev3 4.5.6preview1.post2.dev3'],
    ['V4.5.6RC1', '4.5.6rc1 V4.5.6RC1'],
    ['4.5.6_a_1', '4.5.6a1 4.5.6_a_1'],
    ['4.5.6c1', '4.5.6rc1 4.5.6c1'],
    ['abc', ''],
  ])('of the git tag %s', (tag, tags) => compared(rules, pushOf(`tags/${tag}`), tags))
})

describe('type=match', () => {
  test.each([
    ['pattern=v(\\d+)\\.(\\d+)?,group=0', 'v20.30 latest'],
    ['pattern=v(\\d+)\\.(\\d+)?,group=1', '20 latest'],
    ['pattern=v(\\d+)\\.(\\d+)?,group=2', '30 latest'],
    ['pattern=v(\\d+)\\.(\\d+)?,group=9', ''],
    ['pattern=/V(.*)/i,group=1', '20.30-rc9 latest'],
    ['pattern=/\\d+/g,group=1', '30 latest'],
    ['pattern=v(\\d)(x)?,group=2', ''],
    ['pattern=w', ''],
  ])('with %s', (rest, tags) => compared(`type=match,${rest}`, pushOf('tags/v20.30-rc9'), tags))

  test('with a value of its own', () => {
    compared(
      'type=match,pattern=v(.*),group=1,value=v9.9-{{branch}}',
      pushOf('heads/main'),
      '9.9-main latest',
    )
  })
})
