import type { Component } from '../component.ts'

type Graph = Pick<Component, 'name' | 'needs'>

/**
 * A number for each name: two components have the same when each needs the
 * other, over any number of steps. Tarjan's algorithm with a stack of its own,
 * so that a long chain of needs does not end that of the program.
 */
export const strongComponents = (components: readonly Graph[]): ReadonlyMap<string, number> => {
  const needs = new Map(components.map((component) => [component.name, component.needs]))
  const search: Search = { needs, order: new Map(), lowest: new Map(), open: [], result: new Map() }
  for (const { name } of components) if (!search.order.has(name)) visit(name, search)
  return search.result
}

type Search = {
  readonly needs: ReadonlyMap<string, readonly string[]>
  /** When a component was met. */
  readonly order: Map<string, number>
  /** The earliest of the open components that it reaches. */
  readonly lowest: Map<string, number>
  /** Met, and not yet known to be in a finished circle. */
  readonly open: string[]
  readonly result: Map<string, number>
}

const visit = (start: string, search: Search): void => {
  const { needs, order, lowest, result } = search
  const stack = [enter(start, search)]
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const need = needs.get(top.name)?.[top.next]
    if (need === undefined) {
      stack.pop()
      leave(top.name, stack.at(-1)?.name, search)
    } else {
      top.next += 1
      const met = order.get(need)
      if (met === undefined && needs.has(need)) stack.push(enter(need, search))
      else if (met !== undefined && !result.has(need)) lower(top.name, met, lowest)
    }
  }
}

const enter = (name: string, { order, lowest, open }: Search) => {
  lowest.set(name, order.size)
  order.set(name, order.size)
  open.push(name)
  return { name, next: 0 }
}

const lower = (name: string, to: number, lowest: Map<string, number>): void => {
  lowest.set(name, Math.min(lowest.get(name) ?? to, to))
}

const leave = (name: string, parent: string | undefined, search: Search): void => {
  const { order, lowest, open, result } = search
  const own = lowest.get(name) ?? 0
  if (parent !== undefined) lower(parent, own, lowest)
  if (own !== order.get(name)) return
  for (let member = open.pop(); member !== undefined; member = open.pop()) {
    result.set(member, own)
    if (member === name) break
  }
}

/** A shortest cycle that starts with the need of `from` for `to`: `['a', 'b', 'a']`. */
export const cycleThrough = (
  components: readonly Graph[],
  from: string,
  to: string,
): readonly string[] => {
  const needs = new Map(components.map((component) => [component.name, component.needs]))
  const before = new Map<string, string>([[to, from]])
  const queue = [to]
  for (const name of queue) {
    if (name === from) break
    for (const need of needs.get(name) ?? []) {
      if (before.has(need)) continue
      before.set(need, name)
      queue.push(need)
    }
  }
  const steps = [from]
  for (let at = before.get(from); at !== undefined && at !== from; at = before.get(at)) {
    steps.unshift(at)
  }
  return [from, ...steps]
}
