import type { Field, Page, RowKind } from '@/platform/bindings'

/**
 * The fields that answer the first question about each type of object, in the order of reading.
 * Of those joined by a bar, the first that there is. What a page lacks, or has no value, is left out.
 */
const FIRST: Record<RowKind, string[]> = {
  pool: ['coordinator', 'memoryUsed', 'runningVms|vms', 'defaultSr', 'ha'],
  host: ['memoryUsed', 'address', 'cpuCount', 'runningVms', 'product'],
  vm: ['ipv4|ipv6', 'os', 'vcpus', 'memoryUsed|memoryActual|memoryDynamicMax|memory'],
  template: ['os', 'vcpus', 'memoryDynamicMax|memory'],
  snapshot: ['snapshotOf', 'snapshotTime', 'withMemory'],
  sr: ['used', 'free', 'type', 'shared', 'hostsAttached'],
  network: ['nic', 'vlan', 'bridge', 'mtu', 'vms'],
  orchestra: [],
  group: [],
}

function has({ value }: Field): boolean {
  return value.is !== 'none' && !(value.is === 'list' && value.items.length === 0)
}

/** The facts at the top of a page. */
export function factsOf(page: Page): Field[] {
  // What a guest told before it came to rest is no fact of now.
  const now = page.sections.filter(({ id }) => id !== 'guestBefore')
  const fields = now.flatMap((section) => section.fields).filter(has)
  return FIRST[page.kind]
    .map((ids) => ids.split('|').map((id) => fields.find((field) => field.id === id)).find((field) => field !== undefined))
    .filter((field) => field !== undefined)
}
