import { succeeds } from './model-transitions.ts'
import { watching } from './watching.ts'

/** Evenly spread over all phases of the polling, and always the same. */
const spread = (index: number, span: number) => ((index * 0.618_033_988_75) % 1) * span

/**
 * How late the ends of rollouts are known that take up to `spanMs`, in virtual
 * time and with calls that take 50 to 250 ms; in milliseconds.
 */
export const latenesses = async (count: number, spanMs: number): Promise<readonly number[]> => {
  const late: number[] = []
  for (let index = 0; index < count; index++)
    late.push(await latenessOf(1_000 + spread(index, spanMs - 1_000), index))
  return late
}

const latenessOf = async (endsAt: number, index: number): Promise<number> => {
  const { results, tookMs } = await watching({
    scripts: { web: [{ at: endsAt, what: succeeds }] },
    latency: () => 50 + spread(index, 200),
  })
  if (results[0]?.outcome.kind !== 'succeeded') throw new Error('did not succeed')
  return tookMs - endsAt
}
