import {
  type PreflightPlan,
  type PreflightPorts,
  preflight,
} from '@ci-kit/attest/preflight/preflight'
import { UserError } from '@ci-kit/core/errors'
import { describe, expect, test } from '@jest/globals'
import { memoryLog } from '../../docker-cache/fake-ports.ts'

const GHCR = { registry: 'ghcr.io', name: 'ghcr.io/octo/api' }
const OTHER = { registry: 'registry.example.com', name: 'registry.example.com/api' }

const planOf = (more: Partial<PreflightPlan> = {}): PreflightPlan => ({
  signsAsWorkflow: true,
  github: 'wanted',
  pushTargets: [GHCR],
  ...more,
})

const world = (more: Partial<PreflightPorts> = {}) => {
  const { log, debugged } = memoryLog()
  const pushed: string[] = []
  const ports: PreflightPorts = {
    hasIdToken: true,
    probe: async () => ({ answer: { kind: 'available' }, detail: 'd' }),
    canPush: async ({ name }) => {
      pushed.push(name)
      return { allowed: true }
    },
    log,
    ...more,
  }
  return { ports, pushed, debugged }
}

const messageFrom = async (plan: PreflightPlan, ports: PreflightPorts): Promise<string> => {
  const thrown: unknown = await preflight(plan, ports).catch((error: unknown) => error)
  if (!(thrown instanceof UserError)) throw new Error('it was not refused')
  return thrown.message
}

const denied = async () => ({
  answer: { kind: 'denied', reason: 'Resource not accessible by integration' } as const,
  detail: 'd',
})

describe('preflight', () => {
  test('passes when everything is there', async () => {
    const { ports, pushed } = world()
    await expect(preflight(planOf({ pushTargets: [GHCR, OTHER] }), ports)).resolves.toEqual({
      kind: 'available',
    })
    expect(pushed).toEqual([GHCR.name, OTHER.name])
  })

  test('tells everything that is missing in one message with one block, and writes nothing', async () => {
    const { ports, pushed } = world({ hasIdToken: false, probe: denied })
    const message = await messageFrom(planOf(), ports)
    expect(message).toContain("- 'id-token: write' is missing")
    expect(message).toContain("- 'attestations: write' is missing")
    expect(message).toContain(
      '\npermissions:\n  contents: read\n  id-token: write\n  attestations: write\n  packages: write\n',
    )
    expect(message.match(/permissions:/g)).toHaveLength(1)
    expect(pushed).toEqual([])
  })

  test('tells all registries that refuse', async () => {
    const { ports } = world({
      canPush: async ({ name }) => ({ allowed: false, reason: `denied for ${name}.` }),
    })
    const message = await messageFrom(planOf({ pushTargets: [GHCR, OTHER] }), ports)
    expect(message).toMatch(
      /ghcr\.io\/octo\/api cannot be written to: denied for .*packages: write/,
    )
    expect(message).toMatch(/registry\.example\.com\/api cannot be written to: .*Log in/)
  })

  test('a registry that cannot be asked is told as such', async () => {
    const { ports } = world({
      canPush: async () => {
        throw new UserError('No answer from ghcr.io.')
      },
    })
    expect(await messageFrom(planOf(), ports)).toContain(
      'It is not known whether ghcr.io/octo/api can be written to: No answer from ghcr.io.',
    )
  })

  test('an error of this program is no answer of a registry', async () => {
    const { ports } = world({
      canPush: async () => {
        throw new TypeError('bug')
      },
    })
    await expect(preflight(planOf(), ports)).rejects.toThrow(TypeError)
  })

  test('a probe without a clear answer is a line for debugging, and no proof', async () => {
    const { ports, debugged } = world({
      probe: async () => ({ answer: { kind: 'unclear' }, detail: 'GitHub answered 500.' }),
    })
    await expect(preflight(planOf(), ports)).resolves.toEqual({ kind: 'unclear' })
    expect(debugged.join()).toContain('unclear. GitHub answered 500.')
  })

  test('what GitHub does not offer is not asked for', async () => {
    const { ports } = world({
      hasIdToken: false,
      probe: async () => ({ answer: { kind: 'unavailable', reason: 'no plan' }, detail: 'd' }),
    })
    expect(await messageFrom(planOf(), ports)).not.toContain('attestations: write')
  })

  test('GitHub is not asked when it is not used, nor the identity token', async () => {
    const probe = async () => {
      throw new Error('asked')
    }
    const { ports } = world({ hasIdToken: false, probe })
    const plan = planOf({ github: 'no', signsAsWorkflow: false })
    await expect(preflight(plan, ports)).resolves.toEqual({ kind: 'unclear' })
  })

  test('without a token GitHub’s API cannot be had', async () => {
    const { ports } = world({ probe: undefined })
    await expect(preflight(planOf(), ports)).resolves.toEqual({
      kind: 'unavailable',
      reason: "input 'github-token' is empty",
    })
  })

  test('words of a registry stay on one line and are cut', async () => {
    const reason = `x\n::error::${'y'.repeat(1000)}`
    const { ports } = world({ canPush: async () => ({ allowed: false, reason }) })
    const message = await messageFrom(planOf(), ports)
    expect(message).toContain('x\\n::error::')
    expect(message.length).toBeLessThan(1_200)
  })

  test('packages: write is only for GitHub’s own registries', async () => {
    const { ports } = world({ hasIdToken: false })
    expect(await messageFrom(planOf({ pushTargets: [OTHER] }), ports)).not.toContain('packages')
    expect(
      await messageFrom(
        planOf({ pushTargets: [{ registry: 'containers.octo.ghe.com', name: 'n' }] }),
        ports,
      ),
    ).toContain('packages: write')
  })
})
