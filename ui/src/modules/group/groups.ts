import type { ListKind, RowKind } from '@/platform/bindings'

/** What a group of the tree holds, by the key of its word. */
const GROUPS = new Map<string, { kind: RowKind; list: ListKind }>(Object.entries({
  hosts: { kind: 'host', list: 'hosts' },
  vms: { kind: 'vm', list: 'vms' },
  templates: { kind: 'template', list: 'templates' },
  snapshots: { kind: 'snapshot', list: 'snapshots' },
  storage: { kind: 'sr', list: 'srs' },
  networks: { kind: 'network', list: 'networks' },
  appliances: { kind: 'appliance', list: 'appliances' },
}))

/** The type of the objects in a group; a group that we do not know is only a folder. */
export function kindInGroup(group: string): RowKind {
  return GROUPS.get(group)?.kind ?? 'group'
}

/** The list of what is in a group. */
export function listOfGroup(group: string): ListKind | undefined {
  return GROUPS.get(group)?.list
}
