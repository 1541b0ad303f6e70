import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { engine, inMount, MIB, newMount, other, placeOf, restore, save } from './mount-trial.ts'

describe('the content of a cache mount', () => {
  test.each([
    ['plain', {}],
    ['locked', { sharing: 'locked' }],
    ['private', { sharing: 'private' }],
    ['with an owner and a mode', { uid: 7, gid: 8, mode: '0750' }],
    ['on the platform of the builder', { onBuildPlatform: true }],
  ] as const)(
    'is there on a fresh builder: %s',
    async (_, change) => {
      const mount = newMount(change)
      const fill =
        'mkdir /m/-d "/m/a b" && echo hi > "/m/a b/.f" && echo x > /m/.dot && chmod 711 /m/-d && chown 5:6 /m/.dot && ln -s /etc/passwd /m/link'
      await inMount(engine.env, mount, fill)
      expect(await save(engine.env, mount)).toEqual({ saved: [mount.id], annotations: [] })
      const { restored, annotations } = await restore(other, [mount])
      expect([restored, annotations]).toEqual([[mount.id], []])
      const seen = await inMount(
        other,
        mount,
        'cat "/m/a b/.f" /m/.dot; stat -c "%a %u %g" /m/-d /m/.dot /m; readlink /m/link; ls -A /m',
      )
      const root = mount.uid === 7 ? '750 7 8' : '755 0 0'
      expect(seen.split('\n')).toEqual([
        'hi',
        'x',
        '711 0 0',
        '644 5 6',
        root,
        '/etc/passwd',
        '-d',
        '.dot',
        'a b',
        'link',
      ])
    },
    60_000,
  )

  test('that this builder has is left as it is', async () => {
    const mount = newMount()
    await inMount(engine.env, mount, 'echo one > /m/f')
    await save(engine.env, mount)
    await inMount(other, mount, 'echo two > /m/g')
    expect(await restore(other, [mount])).toMatchObject({ restored: [], annotations: [] })
    expect(await inMount(other, mount, 'cat /m/*')).toBe('two')
  }, 60_000)

  test('of several mounts comes in one build, also of those that nobody has saved', async () => {
    const [first, unsaved, last] = [newMount(), newMount(), newMount()]
    const place = placeOf()
    for (const mount of [first, last]) {
      await inMount(engine.env, mount, `echo ${mount.id.slice(0, 2)} > /m/f`)
      await save(engine.env, mount, { place })
    }
    const { restored, printed } = await restore(other, [first, unsaved, last], { place })
    expect(restored.toSorted()).toEqual([first.id, last.id].toSorted())
    expect(printed.filter((line) => line.startsWith('No saved content'))).toEqual([
      expect.stringContaining(unsaved.id),
    ])
    expect(await inMount(other, last, 'ls -A /m')).toBe('f')
  }, 60_000)

  test('is saved by two jobs at once, and one of them is what is brought in', async () => {
    const mount = newMount()
    const place = placeOf()
    await inMount(engine.env, mount, 'echo same > /m/f; echo a > /m/g')
    await inMount(other, mount, 'echo same > /m/f; echo b > /m/g')
    const saves = await Promise.all([
      save(engine.env, mount, { place }),
      save(other, mount, { place: { ...place, run: randomUUID() } }),
    ])
    expect(saves.flatMap(({ saved }) => saved)).toEqual([mount.id, mount.id])
    const { env } = await engine.freshBuilder()
    expect((await restore(env, [mount], { place })).restored).toEqual([mount.id])
    expect(await inMount(env, mount, 'cat /m/f /m/g')).toMatch(/^same\n[ab]$/)
  }, 60_000)

  test('is brought in by two jobs at once on one builder', async () => {
    const mount = newMount()
    const place = placeOf()
    await inMount(engine.env, mount, 'for i in 1 2 3 4 5 6 7 8; do echo $i > /m/$i; done')
    await save(engine.env, mount, { place })
    const both = await Promise.all(
      [1, 2].map(() => restore(other, [mount], { place: { ...place, run: randomUUID() } })),
    )
    expect(both.flatMap(({ annotations }) => annotations)).toEqual([])
    expect(await inMount(other, mount, 'cat /m/*; ls -A /m | wc -l')).toBe(
      '1\n2\n3\n4\n5\n6\n7\n8\n8',
    )
  }, 60_000)

  test('above the bound is not saved, and the notice says what to set', async () => {
    const mount = newMount()
    await inMount(engine.env, mount, 'dd if=/dev/zero of=/m/f bs=1M count=3')
    const { saved, annotations } = await save(engine.env, mount, { maxBytes: 2 * MIB })
    expect(saved).toEqual([])
    expect(annotations).toMatchObject([
      { level: 'notice', text: expect.stringMatching(/more than 2 MiB.*'cache-mounts-max-size'/) },
    ])
    expect((await restore(other, [mount])).restored).toEqual([])
  }, 60_000)

  test('that is none is not saved', async () => {
    const mount = newMount()
    await inMount(engine.env, mount, 'true')
    expect(await save(engine.env, mount)).toEqual({ saved: [], annotations: [] })
  }, 60_000)

  test('that another scope has saved is not brought in', async () => {
    const mount = newMount()
    const place = placeOf()
    await inMount(engine.env, mount, 'echo 1 > /m/f')
    await save(engine.env, mount, { place: { ...place, scopes: { read: [], write: 'pr-7' } } })
    expect((await restore(other, [mount], { place })).restored).toEqual([])
  }, 60_000)
})
