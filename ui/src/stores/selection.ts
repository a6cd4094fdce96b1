import { computed, shallowRef } from 'vue'
import type { ConnectionId, ObjectKey, RowKind, TreeRow } from '@/platform/bindings'
import { layout } from './settings'

/** One selected row of the tree: enough to show what belongs to it. */
export interface Selected {
  /** The row's id. */
  id: string
  kind: RowKind
  /** Its name; for a group, the key of the word. */
  name: string
  connection: ConnectionId
  object: ObjectKey | null
}

const NOTHING: Selected[] = []

/** The selection, kept over restarts. */
const rows = layout<Selected[]>('selection', NOTHING)

/** The tab that was last open, by kind of object. */
const tabs = layout<Partial<Record<RowKind, string>>>('tabs', {})

/** What the tree is asked to reveal: an object, or the root of a connection. */
export type Reveal = { object: ObjectKey } | { connection: ConnectionId }

const reveal = shallowRef<Reveal | null>(null)

/** What is selected now. */
export const selection = {
  rows: computed(() => rows.value),
  /** The objects among the selected rows. */
  objects: computed(() => rows.value.flatMap((row) => (row.object ? [row.object] : []))),
  /** The one selected row, if it is one. */
  one: computed(() => (rows.value.length === 1 ? rows.value[0] : undefined)),
  /** The newest wish to reveal something; a new value for each wish. */
  reveal: computed(() => reveal.value),
}

/** Whether two keys name the same object. */
export function sameObject(a: ObjectKey | null, b: ObjectKey | null): boolean {
  return (
    a !== null &&
    b !== null &&
    a.connection === b.connection &&
    a.class === b.class &&
    a.reference === b.reference
  )
}

/** Selects rows of the tree. */
export function select(next: readonly (Selected | TreeRow)[]): void {
  rows.value = next.map(({ id, kind, name, connection, object }) => ({
    id,
    kind,
    name,
    connection,
    object,
  }))
}

const KIND_OF_CLASS: Record<string, RowKind> = {
  pool: 'pool',
  host: 'host',
  VM: 'vm',
  SR: 'sr',
  network: 'network',
}

/** Goes to an object: selects it, and lets the tree reveal it. */
export function go(object: ObjectKey, tab?: string): void {
  const kind = KIND_OF_CLASS[object.class]
  if (!kind) return
  if (tab) setTab(kind, tab)
  // The tree replaces this with the object's own row once it has found it; an object that the tree
  // does not show (a snapshot, say) stays selected like this.
  rows.value = [{ id: '', kind, name: '', connection: object.connection, object }]
  reveal.value = { object }
}

/** Goes to the root of a connection. */
export function goToConnection(connection: ConnectionId): void {
  rows.value = [{ id: '', kind: 'pool', name: '', connection, object: null }]
  reveal.value = { connection }
}

/** The tab to show for a kind of object. */
export function openTab(kind: RowKind): string | undefined {
  return tabs.value[kind]
}

/** Remembers the tab. */
export function setTab(kind: RowKind, tab: string): void {
  tabs.value = { ...tabs.value, [kind]: tab }
}
