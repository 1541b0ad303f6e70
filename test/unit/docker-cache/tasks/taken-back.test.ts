import { expect, test } from '@jest/globals'
import { until } from '../../../fakes/until.ts'
import { start } from '../fake-run.ts'
import { memoryRegistries } from '../image/memory-registry.ts'
import { cacheExports, pushes } from '../image/scripted-builder.ts'
import { built, records } from '../records.ts'

test('a builder that fails behind the push takes back the digest that was told', async () => {
  const registries = memoryRegistries()
  const failure = { exitCode: 1, text: ['ERROR: rpc error: code = Unavailable'] }
  const { outcome, told } = start(
    { 'cache-write': 'false' },
    {
      registries,
      builds: [
        async (plan, watch) => {
          const steps = [records(built('[2/2] RUN a', 0, 1))]
          await pushes(registries, { steps, after: [cacheExports] })(plan, watch)
          // Names are told in turns of the event loop that follow the push.
          await until(() => told.length > 0)
          return { kind: 'failed', failure }
        },
      ],
    },
  )
  await expect(outcome).rejects.toThrow('The builder ended the build')
  expect(told[0]).toMatchObject({ digest: expect.stringMatching(/^sha256:/) })
  expect(Object.assign({}, ...told)).toMatchObject({
    ...{ digest: '', image: '', imageid: '', metadata: '' },
  })
})
