import { some } from './names.ts'
import { type Policy, served } from './policy.ts'

/** Whether a job had to run; `why` is a clause without a subject before it. */
export type Duty = { readonly hadToRun: boolean; readonly why: string }

/** Decides whether a job had to run. In doubt it had to. */
export const dutyOf = (id: string, policy: Policy): Duty => {
  const { explanation, allowedSkips, detectJobs } = policy
  if (allowedSkips.has(id)) return optional('it is listed in allowed-skips')
  if (detectJobs.has(id)) return mandatory('it has to tell what changed')
  if (explanation.kind === 'none') return mandatory('it is not listed in allowed-skips')
  if (explanation.kind === 'missing') return mandatory('the explanation is empty')
  const { components, reliable } = explanation
  const own = served(id, policy)
  const names = own === 'all' ? [...components.keys()] : own
  const selected = names.filter((name) => components.get(name) === true)
  if (selected.length > 0)
    return mandatory(`${some(selected, MAX_NAMES)} ${are(selected)} selected`)
  if (!reliable) return mandatory('the detection is not reliable')
  return optional(
    own === 'all' ? 'no component is selected' : `${some(own, MAX_NAMES)} ${are(own)} not selected`,
  )
}

const MAX_NAMES = 5

const mandatory = (why: string): Duty => ({ hadToRun: true, why })
const optional = (why: string): Duty => ({ hadToRun: false, why })

const are = (names: readonly string[]): string => (names.length === 1 ? 'is' : 'are')
