import { computed } from 'vue'
import type { ConnectionId, ConnectionView } from '@/platform/bindings'
import { sharedView } from './view'

const view = sharedView({ view: 'connections' })

/** Every server that was added. */
export const connections = computed<ConnectionView[]>(() => view().body.value ?? [])

/** Whether the engine has told which servers there are. */
export const connectionsKnown = computed(() => view().body.value !== undefined)

/** Why the list of servers could not be had. */
export const connectionsProblem = computed(() => view().problem.value)

/** One of them. */
export function connectionOf(id: ConnectionId): ConnectionView | undefined {
  return connections.value.find((connection) => connection.id === id)
}

/** Whether what is shown of a connection may not be true any more. */
export function isOld(id: ConnectionId): boolean {
  const state = connectionOf(id)?.state.is
  return state !== undefined && state !== 'live'
}

/** Whether a pool is away because its server was disconnected in Xen Orchestra, by whomever. */
export function isServerOff({ state }: ConnectionView): boolean {
  return state.is === 'stale' && state.why.code === 'xo_server_off'
}

/** What is off is of least interest, what is not well of most. */
const weight = (connection: ConnectionView): number => {
  if (connection.status === 'disconnected' || isServerOff(connection)) return 2
  return connection.status === 'live' ? 1 : 0
}

/**
 * Those to show where there is little room, the most interesting first: one way to each pool, and a
 * Xen Orchestra only while it is not well, as the pools behind it stand for it.
 */
export const foremostConnections = computed<ConnectionView[]>(() => {
  const parents = new Set(connections.value.map(({ parent }) => parent))
  const shown = connections.value.filter(
    ({ id, hidden, status }) => !hidden && !(status === 'live' && parents.has(id)),
  )
  return shown.sort((a, b) => weight(a) - weight(b))
})

const ASKING = ['certificate', 'password', 'emergency']

/** Those that wait for an answer: a certificate to judge, a password to give, an emergency to decide. */
export const connectionsAsking = computed(() =>
  connections.value.filter(({ state }) => ASKING.includes(state.is)),
)
