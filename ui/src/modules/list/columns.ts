import type { Column, ListKind } from '@/platform/bindings'

/**
 * Columns that need more or less room than others: least width in pixels, share of what is left.
 * `list.column` goes before `column`.
 */
const ROOM: Record<string, [least: number, share: number]> = {
  name: [160, 2],
  status: [104, 0.4],
  host: [120, 1],
  description: [120, 2],
  subject: [240, 3],
  body: [200, 3],
  kind: [230, 1],
  about: [130, 1],
  os: [150, 2],
  address: [128, 0.8],
  mac: [150, 0.5],
  network: [220, 2],
  sr: [140, 1.2],
  used: [232, 0.6],
  'hosts.memory': [232, 0.6],
  // All of a pool fits into the smallest usual window, 1280 pixels wide, beside the tree.
  'pools.name': [140, 2],
  'pools.address': [118, 0.8],
  'pools.hosts': [64, 0.2],
  'pools.vms': [60, 0.2],
  'pools.memory': [216, 0.6],
  'pools.description': [80, 2],
  'messages.priority': [84, 0.2],
  'messages.time': [178, 0.3],
  'messages.about': [110, 1],
  'messages.pool': [80, 0.4],
  mend: [140, 0.8],
  memory: [88, 0.4],
  size: [92, 0.4],
  vcpus: [68, 0.3],
  speed: [128, 0.4],
  version: [124, 0.6],
  priority: [110, 0.4],
  created: [184, 0.4],
  time: [184, 0.4],
  uptime: [100, 0.4],
  tags: [90, 1],
  type: [92, 0.6],
  shared: [76, 0.4],
  carrier: [72, 0.4],
  mode4: [76, 0.4],
  management: [112, 0.4],
  attached: [84, 0.4],
  bootable: [88, 0.4],
  device: [80, 0.4],
}
const NUMBER: [number, number] = [72, 0.4]
const OTHER: [number, number] = [110, 1]

function room(list: ListKind, { id, numeric }: Column): [number, number] {
  return ROOM[`${list}.${id}`] ?? ROOM[id] ?? (numeric ? NUMBER : OTHER)
}

/** The widths, as a grid's template. */
export function gridTemplate(list: ListKind, columns: Column[]): string {
  return columns.map((column) => room(list, column)).map(([least, share]) => `minmax(${least}px, ${share}fr)`).join(' ')
}

/** How wide a row is at least, in pixels; every row the same, whatever is in it. */
export function leastWidth(list: ListKind, columns: Column[]): number {
  return columns.map((column) => room(list, column)).reduce((sum, [least]) => sum + least, 0)
}
