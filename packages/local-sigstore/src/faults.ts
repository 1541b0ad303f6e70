import { setTimeout as sleep } from 'node:timers/promises'
import type { ServiceAnswer, ServiceHandler } from './http-service.ts'

export type ServiceName = 'oidc' | 'fulcio' | 'rekor' | 'rekor-v2' | 'timestamp'

/** What goes wrong with a request. */
export type Fault =
  /** The connection breaks before the service has looked at the request. */
  | { readonly kind: 'refuse' }
  /** The right answer comes late. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** This answer, and the service has not looked at the request. */
  | {
      readonly kind: 'status'
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    }
  /** The service has done its work, and the answer is lost after so many bytes; 0 loses all of it. */
  | { readonly kind: 'cut-off'; readonly bytes: number }
  /** The service has done its work, and something else than its answer arrives with status and type of it. */
  | { readonly kind: 'garbage'; readonly body?: string }

export type Faults = {
  /** From now on; for the next `times` requests to the service, or always. Replaces an earlier fault. */
  set(service: ServiceName, fault: Fault, times?: number): void
  /** Everything works again, or one service does. */
  clear(service?: ServiceName): void
}

export type FaultyServices = Faults & {
  wrap(service: ServiceName, handler: ServiceHandler): ServiceHandler
}

export const faultyServices = (): FaultyServices => {
  const planned = new Map<ServiceName, { readonly fault: Fault; left: number }>()
  const next = (service: ServiceName): Fault | undefined => {
    const plan = planned.get(service)
    if (plan === undefined || plan.left <= 0) return undefined
    plan.left -= 1
    return plan.fault
  }
  return {
    set: (service, fault, times = Number.POSITIVE_INFINITY) => {
      planned.set(service, { fault, left: times })
    },
    clear: (service) => {
      if (service === undefined) planned.clear()
      else planned.delete(service)
    },
    wrap: (service, handler) => (request) => {
      const fault = next(service)
      return fault === undefined ? handler(request) : faulty(fault, () => handler(request))
    },
  }
}

const faulty = async (fault: Fault, work: () => Promise<ServiceAnswer>): Promise<ServiceAnswer> => {
  switch (fault.kind) {
    case 'refuse':
      return { status: 500, body: '', cutAfter: 0 }
    case 'delay':
      await sleep(fault.milliseconds, undefined, { ref: false })
      return work()
    case 'status':
      return {
        status: fault.status,
        headers: { 'content-type': 'application/json', ...fault.headers },
        body: fault.body ?? JSON.stringify({ code: fault.status, message: 'injected fault' }),
      }
    case 'cut-off':
      return { ...(await work()), cutAfter: fault.bytes }
    case 'garbage':
      return { ...(await work()), body: fault.body ?? '\u0000<html>garbage</html>' }
  }
}
