import { UserError } from '@ci-kit/core/errors'
import { describe, expect, test } from '@jest/globals'
import { pullRequestRun, pushOf, SHA, scheduledRun, tagsOf } from './tags-of.ts'

const HASH = '[a-f][0-9a-f]{7}'

describe('without rules', () => {
  test.each([
    ['heads/main', 'main'],
    ['heads/topic', 'topic'],
    ['tags/v1.2.3', '1.2.3'],
    ['tags/1.2.3', '1.2.3'],
    ['tags/v1.2.3-deadbeef', '1.2.3-deadbeef'],
    ['tags/nice', 'nice'],
  ])('%s', (ref, tag) => {
    expect(tagsOf('', pushOf(ref))).toEqual({ tags: [tag], version: tag, warnings: [] })
  })

  test.each(['', 'notes/x', 'heads/'])('there is no tag for a run without a ref: %j', (ref) => {
    expect(tagsOf('# none', pushOf(ref))).toEqual({ tags: [], version: undefined, warnings: [] })
  })

  test('a pull request goes by its number in every event', () => {
    expect(tagsOf('', pullRequestRun()).tags).toEqual(['pr-12'])
    expect(
      tagsOf('', pullRequestRun({ event: 'pull_request_target', ref: 'refs/heads/main' })).tags,
    ).toEqual(['pr-12'])
  })

  test('a schedule is the branch, a merge group its name', () => {
    expect(tagsOf('', scheduledRun()).tags).toEqual(['main'])
    const queue = pushOf(`heads/gh-readonly-queue/main/pr-7-${SHA}`, { event: 'merge_group' })
    expect(tagsOf('', queue).tags[0]).toMatch(
      new RegExp(`^gh-readonly-queue-main-pr-7-${SHA}-${HASH}$`),
    )
  })

  test('the flavor holds all the same, and latest only where it is asked for', () => {
    expect(tagsOf('', pushOf('tags/v1.2.3'), 'suffix=-s').tags).toEqual(['1.2.3-s'])
    expect(tagsOf('', pushOf('tags/v1.2.3'), 'latest=true').tags).toEqual(['1.2.3', 'latest'])
    expect(tagsOf('', pullRequestRun(), 'suffix=-s').tags).toEqual(['pr-12-s'])
  })
})

describe('better than docker/metadata-action', () => {
  test.each([
    [
      'a name that has to change gets a hash',
      'heads/gone/deep',
      'type=ref,event=branch',
      'gone-deep-H',
    ],
    [
      'the same for build metadata',
      'tags/v4.5.6+b1',
      'type=semver,pattern={{raw}}',
      'v4.5.6-b1-H latest',
    ],
    ['nothing is escaped for HTML', 'heads/a&b', 'type=raw,value={{branch}}', 'a-b-H'],
    ['no tag starts with a dash', 'tags/v1.0.0', 'type=raw,value={{branch}}-x', 'x-H'],
    [
      'a match without a group takes all of it',
      'tags/web/v7.8.9',
      'type=semver,pattern={{version}},match=\\d.\\d.\\d$',
      '7.8.9 latest',
    ],
    ['quotes work', 'tags/v123', 'type=match,"pattern=\\d{1,2}"', '12 latest'],
  ])('%s', (_, ref, rule, expected) => {
    const tags = tagsOf(rule, pushOf(ref)).tags.join(' ')
    expect(tags).toMatch(new RegExp(`^${expected.replace('H', HASH)}$`))
  })

  test('a new branch is not the default branch', () => {
    const created = pushOf('heads/topic', { event: 'create' })
    expect(tagsOf('type=raw,value=latest,enable={{is_default_branch}}', created).tags).toEqual([])
  })

  test('latest comes once, with the expressions of its prefix', () => {
    expect(tagsOf('latest', pushOf('heads/main'), 'latest=true').tags).toEqual(['latest'])
    const flavor = 'latest=true\nprefix={{branch}}-,onlatest=true'
    expect(tagsOf('a', pushOf('heads/main'), flavor).tags).toEqual(['main-a', 'main-latest'])
  })

  test('a branch cannot bring in expressions or rules of its own', () => {
    const { tags } = tagsOf('type=raw,value={{branch}}', pushOf('heads/{{sha}},enable=false'))
    expect(tags[0]).toMatch(new RegExp(`^sha-enable-false-${HASH}$`))
  })
})

test('expressions say whether the branch is the default one', () => {
  const rule = 'type=raw,value={{is_default_branch}}-{{is_not_default_branch}}'
  expect(tagsOf(rule, pushOf('heads/main')).tags).toEqual(['true-false'])
  expect(tagsOf(rule, pushOf('heads/topic')).tags).toEqual(['false-true'])
})

test('there is no tag for the commit of a run without one', () => {
  expect(
    tagsOf('type=sha\ntype=raw,value={{sha}}', pushOf('heads/main', { sha: '' })).tags,
  ).toEqual([])
})

describe('names that hold something else', () => {
  test.each([
    'cache-main',
    'builder-cache-x',
    'mount-cache-x',
    'inputs-main',
    '@cache-main',
    `in-${'a'.repeat(64)}`,
  ])('are changed when a ref has them: %s', (name) => {
    const safe = name.replace('@', '')
    for (const rules of ['', 'type=ref,event=branch', 'type=raw,value={{branch}}']) {
      const [tag] = tagsOf(rules, pushOf(`heads/${name}`)).tags
      expect(tag).toMatch(new RegExp(`^ref-${safe}-${HASH}$`))
    }
    expect(tagsOf('', pushOf(`tags/${name}`)).version).toMatch(/^ref-/)
  })

  test.each([
    ['type=raw,value=cache-main', ''],
    ['type=raw,value=cache-{{branch}}', ''],
    ['type=raw,value=@cache-x', ''],
    ['type=sha,prefix=inputs-', ''],
    [`type=raw,value=in-${'0'.repeat(64)}`, ''],
    ['type=raw,value=main,prefix=builder-cache-', ''],
  ])('are refused when the author wrote them: %s', (rule) => {
    const resolve = () => tagsOf(rule, pushOf('heads/main'))
    expect(resolve).toThrow(UserError)
    expect(resolve).toThrow(`Input 'tags' has the entry '${rule}'. Tags that start with 'cache-'`)
  })

  test('are refused for latest too', () => {
    expect(() =>
      tagsOf('a', pushOf('heads/main'), 'latest=true\nprefix=inputs-,onlatest=true'),
    ).toThrow('use another name')
  })
})

describe('names of pull requests', () => {
  test.each(['pr-7', 'pr-7-web', 'pr-7.x'])('a branch does not get them: %s', (name) => {
    const changed = new RegExp(`^${name}-${HASH}$`)
    for (const rules of ['', 'type=ref,event=branch', 'type=raw,value={{branch}}']) {
      expect(tagsOf(rules, pushOf(`heads/${name}`)).version).toMatch(changed)
    }
    expect(tagsOf('', pushOf(`tags/${name}`)).version).toMatch(changed)
  })

  test.each([
    ['heads/7', 'type=ref,event=branch,prefix=pr-'],
    ['heads/7', 'type=raw,value=pr-{{branch}}'],
    ['heads/pr-7', 'type=ref,event=branch,suffix=-slim'],
  ])('not by way of a rule either: %s with %s', (ref, rule) => {
    expect(tagsOf(rule, pushOf(ref)).version).toMatch(new RegExp(`^pr-7.*-${HASH}$`))
  })

  test.each(['pr-7', 'type=raw,value=pr-7', 'type=sha,prefix=pr-'])(
    'the author may write them: %s',
    (rule) => {
      const sha = '7'.repeat(40)
      expect(tagsOf(rule, pushOf('heads/main', { sha })).version).toMatch(/^pr-7+$/)
    },
  )

  test.each(['heads/pr-x', 'heads/pr-7x', 'heads/apr-7'])('other names stay: %s', (ref) => {
    expect(tagsOf('', pushOf(ref)).version).toBe(ref.slice('heads/'.length))
  })
})

describe('a warning', () => {
  test.each([
    [
      'tags/nice',
      'type=semver,pattern={{major}}',
      "'nice' is not a version in the sense of semver.org",
    ],
    [
      'tags/nice',
      'type=pep440,pattern={{major}}',
      "'nice' is not a version in the sense of PEP 440",
    ],
    ['tags/nice', 'type=match,pattern=v', "the pattern does not match 'nice'"],
    ['tags/nice', 'type=match,pattern=n,group=3', 'the pattern has no group 3'],
    ['tags/nice', "type=raw,value={{commit_date 'YYYY'}}", 'the date of the commit is not known'],
  ])('says on %s why %s makes no or another tag', (ref, rule, reason) => {
    const { warnings } = tagsOf(rule, pushOf(ref))
    expect(warnings).toEqual([expect.stringContaining(`The tag of '${rule}': ${reason}`)])
  })

  test('is not given for rules of other events, or that are off', () => {
    const rules =
      'type=semver,pattern={{major}}\ntype=edge\ntype=ref,event=tag\ntype=match,pattern=v,value=x,enable=false\na'
    expect(tagsOf(rules, pushOf('heads/topic')).warnings).toEqual([])
  })
})
