import type { Host } from '../host'

export function fakeHost(): Host {
  return { call: () => new Promise(() => {}), attach: async () => {} }
}
