import { createServer } from 'node:http'
import { expect, test } from '@jest/globals'
import { realTrivy } from './real-trivy.ts'

const { failure } = realTrivy()

/** On its own, since trivy does not end by itself while a registry is silent, and gets its whole grace. */
test('a scan that takes too long says how long it had, and what to do', async () => {
  const silent = createServer(() => {})
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const address = silent.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const reference = `127.0.0.1:${port}/app@sha256:${'0'.repeat(64)}`
  try {
    const message = await failure(
      { kind: 'registry', reference },
      { settings: { timeoutMs: 1_000 } },
    )
    expect(message).toContain(`The scan of ${reference} did not end within 1`)
    expect(message).toContain("Raise input 'timeout'")
  } finally {
    silent.close()
    silent.closeAllConnections()
  }
})
