import type { Field, Page, RowKind } from '@/platform/bindings'

/**
 * The fields that answer the first question about each type of object, in the order of reading.
 * Those that a page lacks, or that have no value, are left out.
 */
const FIRST: Record<RowKind, string[]> = {
  pool: ['coordinator', 'memory', 'runningVms', 'defaultSr', 'ha'],
  host: ['memory', 'memoryUsed', 'address', 'cpuCount', 'runningVms'],
  vm: ['ipv4', 'addresses', 'os', 'vcpus', 'memory', 'memoryUsed'],
  template: ['os', 'vcpus', 'memory'],
  snapshot: ['snapshotOf', 'snapshotTime', 'withMemory'],
  sr: ['physicalUsed', 'used', 'type', 'hostsAttached', 'shared'],
  network: ['bridge', 'vlan', 'mtu', 'vms'],
  group: [],
}
const MOST = 5

/** The facts at the top of a page. */
export function factsOf(page: Page): Field[] {
  const fields = page.sections.flatMap((section) => section.fields)
  return FIRST[page.kind]
    .map((id) => fields.find((field) => field.id === id))
    .filter((field) => field !== undefined)
    .filter(({ value }) => value.is !== 'none' && !(value.is === 'list' && value.items.length === 0))
    .slice(0, MOST)
}
