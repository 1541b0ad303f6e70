import { cacheMounts } from '@ci-kit/docker-cache/dockerfile/cache-mounts'
import { describe, expect, test } from '@jest/globals'
import { parsed } from './parsed.ts'

const mount = (flag: string, ...before: string[]) =>
  cacheMounts(parsed(['FROM a', ...before, `RUN --mount=${flag} x`]))[0]

describe('the id of a cache', () => {
  test.each([
    ['of its own', 'type=cache,id=npm,target=/root/.npm', 'npm'],
    ['from the target', 'type=cache,target=/root/.npm', '/root/.npm'],
    ['from the target without what is too much', 'type=cache,dst=/root/./x/../.npm/', '/root/.npm'],
    ['from an empty id', 'type=cache,id=,target=/c', '/c'],
    ['quoted', 'type=cache,"id=a,b",target=/c', 'a'],
    ['in capitals', 'Type=CACHE,Target=/C', '/C'],
    ['of an argument', 'type=cache,id=$V,target=/c', '24'],
    ['of a given argument', `type=cache,id=x-\${W:-1},target=/c`, 'x-1'],
    ['that cannot be known', 'type=cache,id=$HOSTNAME,target=/c', undefined],
  ])('%s', (_, flag, id) => {
    const found = mount(flag, 'ARG V=24', 'ARG W=')
    expect(found?.id).toBe(id)
    expect(found?.known).toBe(id !== undefined)
  })
})

test('every field', () => {
  const flag = 'type=cache,target=/c,sharing=locked,mode=0775,uid=1000,gid=1001,from=seed:1,src=/s'
  expect(mount(flag)).toEqual({
    id: '/c',
    target: '/c',
    sharing: 'locked',
    mode: '0775',
    uid: 1000,
    gid: 1001,
    from: { kind: 'image', reference: 'seed:1' },
    source: '/s',
    stage: 0,
    line: 2,
    known: true,
    text: flag,
  })
})

test('only of stages that the target needs, several of one RUN, and not other mounts', () => {
  const dockerfile = parsed([
    'FROM a AS one',
    'RUN --mount=type=cache,target=/a --mount=target=/b --mount=type=cache,target=/c x',
    'FROM a AS two',
    'RUN --mount=type=cache,target=/d x',
    'FROM one',
    'RUN --mount=type=secret,id=e x',
  ])
  expect(cacheMounts(dockerfile).map(({ id, stage, line }) => [id, stage, line])).toEqual([
    ['/a', 0, 2],
    ['/c', 0, 2],
  ])
  expect(cacheMounts(dockerfile, 'two').map(({ id }) => id)).toEqual(['/d'])
})
