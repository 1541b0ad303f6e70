import type { Check, Finding } from '@ci-kit/deploy-ecs/preflight/finding'
import { expect } from '@jest/globals'

export const findingsOf = async (checks: readonly Check[]): Promise<readonly Finding[]> =>
  (await Promise.all(checks.map((check) => check.run()))).flat()

export const expectOne = (
  found: readonly Finding[],
  level: string,
  ...texts: readonly string[]
) => {
  expect(found.map((each) => each.level)).toEqual([level])
  for (const text of texts) expect(found[0]?.message).toContain(text)
}
