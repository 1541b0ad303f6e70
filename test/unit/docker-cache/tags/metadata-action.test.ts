/**
 * What docker/metadata-action answers: every expected value is the output of
 * its released bundle (v6, commit dc80280) for the same inputs and event, at
 * the time of `tags-of.ts`.
 */
import { describe, test } from '@jest/globals'
import { compared, pullRequestRun, pushOf, scheduledRun } from './tags-of.ts'

const REFS = 'type=schedule ; type=ref,event=branch ; type=ref,event=tag ; type=ref,event=pr'

describe('the rules for refs', () => {
  test.each([
    ['heads/main', 'main'],
    ['heads/topic', 'topic'],
    ['tags/v4.5.6', 'v4.5.6 latest'],
    ['tags/nice', 'nice latest'],
    ['notes/x', ''],
  ])('of %s', (ref, tags) => compared(REFS, pushOf(ref), tags))

  test.each([
    [REFS, 'pr-12'],
    ['type=ref,event=pr,prefix= ; type=ref,event=pr,suffix=-slim', '12 pr-12-slim'],
    ['type=ref,event=pr,prefix=mr-', 'mr-12'],
    ['type=raw,value=x{{base_ref}}x{{branch}}{{tag}}x', 'xrelease-3xx'],
  ])('of a pull request: %s', (rules, tags) => compared(rules, pullRequestRun(), tags))

  test('of pull_request_target, whose ref is the base branch', () => {
    compared(
      REFS,
      pullRequestRun({ event: 'pull_request_target', ref: 'refs/heads/main' }),
      'pr-12',
    )
  })

  test('of a schedule', () => {
    compared(REFS, scheduledRun(), 'nightly main')
    compared("type=schedule,pattern=n-{{date 'HH' tz='Asia/Tokyo'}}", scheduledRun(), 'n-08')
  })
})

describe('the other rules', () => {
  test.each([
    ['heads/main', 'type=edge ; type=edge,branch=topic ; type=raw,value=r', 'edge r'],
    ['heads/topic', 'type=edge,branch=topic,prefix=the-,suffix=-one ; type=edge', 'the-edge-one'],
    ['tags/v1.0.0', 'type=edge ; type=raw,value=r', 'r'],
    [
      'heads/main',
      'type=sha ; type=sha,format=long',
      'sha-0123456 sha-0123456789abcdef0123456789abcdef01234567',
    ],
    [
      'heads/main',
      'type=sha,prefix= ; type=sha,prefix={{branch}}-,suffix=.x',
      '0123456 main-0123456.x',
    ],
    ['heads/main', 'type=raw,value={{tag}} ; type=raw,value={{branch}}', 'main'],
    [
      'heads/main',
      'type=raw,value=a ; type=raw,value=a ; type=raw,value=b ; type=ref,event=branch',
      'main a b',
    ],
    [
      'heads/main',
      'TYPE=raw,VALUE=Up ; type=raw, value = spaced  ; # no ; type=raw,value=',
      'Up spaced',
    ],
    [
      'heads/main',
      'type=sha ; type=ref,event=branch ; type=raw,value=one ; type=raw,two ; three ; type=raw,four,priority=601 ; type=sha,priority=2000,prefix=c',
      'c0123456 four main one two three sha-0123456',
    ],
    ['tags/v4.5.6', 'type=raw,value=x,priority=1000 ; type=semver,pattern={{version}}', 'x 4.5.6'],
    [
      'tags/v4.5.6-rc.1',
      'type=semver,pattern={{version}} ; type=ref,event=tag',
      '4.5.6-rc.1 v4.5.6-rc.1',
    ],
  ])('on %s: %s', (ref, rules, tags) => compared(rules, pushOf(ref), tags))

  const enabled =
    'type=raw,value=on,enable={{is_default_branch}} ; type=raw,value=off,enable={{is_not_default_branch}} ; type=raw,value=never,enable=false'
  test.each([
    ['heads/main', 'on'],
    ['heads/topic', 'off'],
    ['tags/v1.0.0', 'off'],
  ])('that depend on the branch, on %s', (ref, tags) => compared(enabled, pushOf(ref), tags))
})

describe('the flavor', () => {
  const rules =
    'type=semver,pattern={{version}} ; type=ref,event=branch ; r ; type=sha ; type=raw,value=e,prefix=,suffix='
  test.each([
    ['latest=true', '4.5.6 r e sha-0123456 latest', 'main r e sha-0123456 latest'],
    ['latest=false', '4.5.6 r e sha-0123456', 'main r e sha-0123456'],
    ['latest=auto', '4.5.6 r e sha-0123456 latest', 'main r e sha-0123456'],
    ['prefix=p-', 'p-4.5.6 p-r e sha-0123456 latest', 'p-main p-r e sha-0123456'],
    ['suffix=-s', '4.5.6-s r-s e sha-0123456-s latest', 'main-s r-s e sha-0123456-s'],
    ['prefix=p-,onlatest=true', 'p-4.5.6 p-r e sha-0123456 p-latest', 'p-main p-r e sha-0123456'],
    [
      'latest=true\nprefix=p-,onlatest=true\nsuffix=-s,onlatest=false',
      'p-4.5.6-s p-r-s e sha-0123456-s p-latest',
      'p-main-s p-r-s e sha-0123456-s p-latest',
    ],
    [
      'prefix=p-,onlatest=true,suffix=-s,onlatest=true',
      'p-4.5.6-s p-r-s e sha-0123456-s p-latest-s',
      'p-main-s p-r-s e sha-0123456-s',
    ],
  ])('%j', (flavor, release, branch) => {
    compared(rules, pushOf('tags/v4.5.6'), release, flavor)
    compared(rules, pushOf('heads/main'), branch, flavor)
  })

  test('makes no latest where no rule made a tag', () => {
    compared('type=ref,event=tag', pushOf('heads/main'), '', 'latest=true')
  })
})
