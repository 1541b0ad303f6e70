import { isObject, type Json } from '@ci-kit/core/json'
import { withWeb, written } from './samples.ts'

export const reversed = (list: unknown): unknown => (Array.isArray(list) ? list.toReversed() : list)
export const web = (document: Json): Json => {
  const { containerDefinitions: containers } = document
  const [first] = Array.isArray(containers) ? containers : []
  return isObject(first) ? first : {}
}
export const withoutNetworkMode = (members: Json = {}): Json => {
  const { networkMode: _, ...others } = { ...written(), ...members }
  return others
}
export const windows = { runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } }
export const image = (text: string) => withWeb({ image: text })
