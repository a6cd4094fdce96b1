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

const ASKING = ['certificate', 'password', 'emergency']

/** Those that wait for an answer: a certificate to judge, a password to give, an emergency to decide. */
export const connectionsAsking = computed(() =>
  connections.value.filter(({ state }) => ASKING.includes(state.is)),
)
