/** The part of ncc's programming interface that is used here; it ships no types. */
declare module '@vercel/ncc' {
  export type Module = { nameForCondition?: string | null; modules?: Module[] }
  export type Stats = {
    toJson(options: object): { modules?: Module[]; warnings?: { message: string }[] }
  }
  export type Bundle = {
    code: string
    assets: Record<string, { source: string | Buffer }>
    stats: Stats
  }
  const ncc: (input: string, options: object) => Promise<Bundle>
  export default ncc
}
