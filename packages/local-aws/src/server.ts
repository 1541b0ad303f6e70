import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { type Answering, answering, type Services } from './answering.ts'
import { readRequest, serviceOf } from './aws-request.ts'
import { ecsService } from './ecs/ecs-service.ts'
import { sendAnswer, sendFault } from './reply.ts'
import type { Scenario } from './scenario.ts'
import { AwsFault } from './service-handler.ts'
import { type VirtualClock, virtualTime } from './time.ts'

export type EcsServerOptions = {
  readonly scenario?: Scenario
  /** Simulated milliseconds in each real one, for a clock of its own; 0: time passes only by `advance`. */
  readonly speed?: number
  /** A clock that is shared with the handlers of other services. */
  readonly clock?: VirtualClock
  /** The other services, by signing name. They are the scenario's own business. */
  readonly services?: Services
  /** Real milliseconds before each answer. */
  readonly latency?: number
}

export type EcsServer = Omit<Answering, 'answer'> & {
  readonly url: string
  /** Variables that point any SDK at this server, with keys that are worth nothing. */
  env(): Readonly<Record<string, string>>
  readonly clock: VirtualClock
  advance(milliseconds: number): void
  /** Rejects with the first defect of the simulation itself, if it had one. */
  close(): Promise<void>
}

/** A simulated AWS with ECS in it, on a free port of this machine. Keys and signatures are not checked. */
export const startEcsServer = async (options: EcsServerOptions = {}): Promise<EcsServer> => {
  const { scenario = {}, speed = 0, clock = virtualTime({ speed }), latency = 0 } = options
  const services = { ecs: ecsService(scenario, clock.now), ...options.services }
  const { answer, ...seen } = answering(services, scenario.faults ?? [], clock)
  const defects: unknown[] = []
  // Idle connections are ended by clients alone: a request that is just being sent must not meet the end.
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    serve(request, response, latency, answer).catch((defect: unknown) => {
      defects.push(defect)
      response.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  const url = `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
    if (defects.length > 0) throw defects[0]
  }
  return { url, env: () => environment(url), ...seen, clock, advance: clock.advance, close }
}

const serve = async (
  request: IncomingMessage,
  response: ServerResponse,
  latency: number,
  answer: Answering['answer'],
): Promise<void> => {
  const service = serviceOf(request)
  if (service === undefined) {
    response.writeHead(404).end()
    return
  }
  try {
    const asked = await readRequest(request, service)
    if (latency > 0) await pause(latency)
    const answered = answer(asked)
    if (answered !== 'hang') sendAnswer(response, service, asked.operation, answered)
  } catch (thrown) {
    if (!(thrown instanceof AwsFault)) throw thrown
    sendFault(response, service, thrown)
  }
}

const environment = (url: string): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: url,
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'simulated',
  AWS_REGION: 'eu-central-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  // Settings of the machine have no say.
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
})
