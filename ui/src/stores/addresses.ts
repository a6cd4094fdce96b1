/**
 * Every place of the window has an address, by which it is remembered over restarts, linked and gone to:
 *
 * - `/`: all pools
 * - `/at/CONNECTION`: a pool or a Xen Orchestra
 * - `/at/CONNECTION/KIND/REFERENCE/TAB`: an object and the tab that is open; the tab may be left out
 * - `/at/CONNECTION/group/NAME`: a list, as a group of the tree stands for it
 * - `/found/QUERY`: what a query finds in all pools, as a group of the tree over all of them stands for it
 * - `/many/CONNECTION/KIND/REFERENCE,…`: several of these
 *
 * `/settings`, `/shortcuts`, `/add` and `/search` are dialogs above a place: see `views/addresses.ts`.
 */
import type { Cell, ConnectionId, ObjectKey, RowKind } from '@/platform/bindings'

/** One selected row of the tree: enough to show what belongs to it. */
export interface Selected {
  /** The row's id; empty until the tree has found the row. */
  id: string
  kind: RowKind
  /** Its name; for a group, the key of the word; for one of a property's values, the property. */
  name: string
  /** The connection; empty where it stands for what is found in all. */
  connection: ConnectionId
  object: ObjectKey | null
  /** For what is found in all connections: the query that finds it. */
  query?: string | null
  /** For what has a value: it. */
  value?: Cell | null
}

/** What an address says. */
export interface Place {
  rows: Selected[]
  tab: string | null
}

/** The class of the objects of each kind, as the API calls it; null where the rows are no objects. */
const CLASS_OF_KIND: Record<RowKind, string | null> = {
  orchestra: null,
  pool: 'pool',
  host: 'host',
  vm: 'VM',
  template: 'VM',
  snapshot: 'VM',
  sr: 'SR',
  network: 'network',
  appliance: 'VM_appliance',
  schedule: 'VMSS',
  group: null,
  value: null,
  folder: null,
  query: null,
}

/** The kind of a class's objects, as far as the class tells: a VM may turn out to be a template or a snapshot. */
export function kindOfClass(name: string): RowKind | undefined {
  return (Object.keys(CLASS_OF_KIND) as RowKind[]).find((kind) => CLASS_OF_KIND[kind] === name)
}

/** Whether a row is the root of a connection, with or without an object behind it. */
export function isRoot({ kind }: Pick<Selected, 'kind'>): boolean {
  return kind === 'pool' || kind === 'orchestra'
}

/** Whether a row stands for what is found in all connections. */
export function isFound({ kind }: Pick<Selected, 'kind'>): boolean {
  return kind === 'value' || kind === 'folder' || kind === 'query'
}

const join = (parts: string[]): string => parts.map(encodeURIComponent).join('/')

/** The parts of a row's address, without its tab. */
function partsOf(row: Selected): string[] {
  if (isRoot(row)) return [row.connection]
  if (row.object) return [row.connection, row.kind, row.object.reference]
  return [row.connection, row.kind, row.name]
}

/** The address of what is selected. */
export function addressOf(rows: readonly Selected[], tab: string | null = null): string {
  const [only, second] = rows
  if (!only) return '/'
  if (second) {
    // What a query finds is nothing that several things can be done to at once.
    const several = rows.filter((row) => !isFound(row))
    return several.length < 2 ? addressOf(several) : `/many/${several.map((row) => join(partsOf(row))).join(',')}`
  }
  if (isFound(only)) return `/found/${encodeURIComponent(only.query ?? '')}`
  // The tab of a root stands where the kind of an object would.
  const parts = partsOf(only)
  return `/at/${join(tab === null ? parts : [...parts, tab])}`
}

function rowAt([connection, kind, reference]: string[]): Selected | undefined {
  if (!connection) return undefined
  if (reference === undefined) return { id: '', kind: 'pool', name: '', connection, object: null }
  if (kind === 'group') return { id: `${connection}/${reference}`, kind, name: reference, connection, object: null }
  const name = kind !== undefined && Object.hasOwn(CLASS_OF_KIND, kind) ? CLASS_OF_KIND[kind as RowKind] : null
  return name ? { id: '', kind: kind as RowKind, name: '', connection, object: { connection, class: name, reference } } : undefined
}

function readFound(encoded: string): Place | undefined {
  try {
    const query = decodeURIComponent(encoded)
    return { rows: [{ id: '', kind: 'query', name: '', connection: '', object: null, query }], tab: null }
  } catch {
    return undefined
  }
}

/** What an address says; undefined where it is none of a place. */
export function readAddress(address: string): Place | undefined {
  if (address === '/') return { rows: [], tab: null }
  const [, query] = /^\/found\/(.*)$/.exec(address) ?? []
  if (query !== undefined) return readFound(query)
  const [, head, rest] = /^\/(at|many)\/(.+)$/.exec(address) ?? []
  if (!head || !rest) return undefined
  try {
    const all = (head === 'many' ? rest.split(',') : [rest]).map((one) => one.split('/').map(decodeURIComponent))
    const rows = all.map((parts) => rowAt(parts))
    if (!rows.every((row) => row !== undefined)) return undefined
    const [parts = []] = all
    const tab = head === 'many' ? null : ((parts.length === 2 ? parts[1] : parts[3]) ?? null)
    return { rows, tab }
  } catch {
    // A percent sign that encodes nothing.
    return undefined
  }
}
