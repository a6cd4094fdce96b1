import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'

import type { ConsoleOffer, ConsoleTicket, ObjectKey, Problem } from '@/platform/bindings'

/** How a console stands. */
export type ConsoleState =
  /** None is offered: the VM does not run, or has only just begun to. */
  | { is: 'none' }
  /** A ticket is asked for, or the stream is being opened; `attempt` counts from 1. */
  | { is: 'connecting'; attempt: number }
  | { is: 'connected' }
  /** The stream ended, and is not opened again at once any more. */
  | { is: 'closed' }
  /** It could not be opened: trying again would not help, or has not helped so far. */
  | { is: 'failed'; problem: Problem }
  /** The host that carries it shows a certificate that nobody has trusted. */
  | { is: 'certificate'; problem: Problem }

/** Waits before each further attempt: quick at first, as a reboot or migration takes a moment. */
export const RETRY_MS = [250, 500, 1000, 2000, 4000, 8000]
/** After those, between all further attempts: a host that is being mended comes back without anybody's doing. */
export const LATER_MS = 30_000
/** A stream that lasted this long was well; its end begins the attempts anew. */
const WELL_MS = 10_000
/** How long a console that is said to be over may be offered still. */
const STOPPED_MS = 4000

/** Refusals that do not pass by themselves. */
const LASTING = new Set([
  'console_password',
  'console_unreadable',
  'console_none',
  'no_such_object',
  'RBAC_PERMISSION_DENIED',
  'xo_no_console',
  'bad_request',
  'connection_gone',
])

export interface ConsoleSource {
  object: () => ObjectKey
  offers: () => ConsoleOffer[]
  open: (object: ObjectKey, console: string | null) => Promise<ConsoleTicket>
  /** Whether the pool is reached now; an open console outlives its pool's connection. */
  live: () => boolean
  /** Makes a problem of what a call threw. */
  problem: (thrown: unknown) => Problem
}

export interface UseConsole {
  state: Ref<ConsoleState>
  /** Where the stream is; a new one for each opening. The screen is made anew for each. */
  ticket: Ref<ConsoleTicket | null>
  /** Which protocol is wanted; the person's choice where there are two. */
  protocol: Ref<string>
  protocols: ComputedRef<string[]>
  choose(protocol: string): void
  reconnect(): void
  /** The person does not trust the certificate. */
  refuse(): void
  /** The screen says: the stream is up. */
  opened(): void
  /** The screen says: the stream has ended. */
  closed(problem?: Problem): void
}

/**
 * Keeps one console open. Consoles are made anew with each boot and migration: when the one in use
 * is no longer offered, the next one is opened at once, without anybody's doing.
 */
export function useConsole(source: ConsoleSource): UseConsole {
  const state = ref<ConsoleState>({ is: 'none' })
  const ticket = shallowRef<ConsoleTicket | null>(null)
  const wanted = ref<string>('rfb')

  const protocols = computed<string[]>(() => [...new Set(source.offers().map((offer) => offer.protocol))]
    .filter((protocol) => protocol === 'rfb' || protocol === 'vt100'))
  const protocol = computed(() =>
    protocols.value.includes(wanted.value) ? wanted.value : (protocols.value[0] ?? wanted.value))
  const reference = computed(() =>
    source.offers().find((offer) => offer.protocol === protocol.value)?.reference ?? null)

  let attempt = 0
  let upSince = 0
  // Counts openings: an answer to an earlier one is nobody's business any more.
  let opening = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function halt(): void {
    clearTimeout(timer)
    opening += 1
    ticket.value = null
  }

  async function open(): Promise<void> {
    halt()
    const mine = opening
    const offered = reference.value
    if (offered === null) {
      state.value = { is: 'none' }
      return
    }
    attempt += 1
    state.value = { is: 'connecting', attempt }
    try {
      const answer = await source.open(source.object(), offered)
      if (mine === opening) ticket.value = answer
    } catch (thrown) {
      if (mine === opening) closed(source.problem(thrown))
    }
  }

  function closed(problem?: Problem): void {
    if (state.value.is === 'connected' && Date.now() - upSince >= WELL_MS) attempt = 0
    halt()
    if (reference.value === null) {
      state.value = { is: 'none' }
    } else if (problem?.code === 'vm_stopped') {
      // The next console, if there is to be one, is offered in a moment. Should this one turn out to
      // be still there, it is tried again.
      state.value = { is: 'none' }
      timer = setTimeout(() => void open(), STOPPED_MS)
    } else if (problem?.code === 'untrusted_certificate' || problem?.code === 'certificate_changed') {
      state.value = { is: 'certificate', problem }
    } else if (problem && LASTING.has(problem.code)) {
      state.value = { is: 'failed', problem }
    } else {
      const wait = RETRY_MS[attempt]
      if (wait !== undefined) state.value = { is: 'connecting', attempt: attempt + 1 }
      else state.value = problem ? { is: 'failed', problem } : { is: 'closed' }
      timer = setTimeout(() => void open(), wait ?? LATER_MS)
    }
  }

  function reconnect(): void {
    attempt = 0
    void open()
  }

  watch(
    () => {
      const { connection, class: cls, reference: object } = source.object()
      return JSON.stringify([connection, cls, object, reference.value])
    },
    reconnect,
    { immediate: true },
  )
  watch(source.live, (live) => {
    if (live && state.value.is !== 'connected') reconnect()
  })
  onScopeDispose(halt)

  return {
    state,
    ticket,
    protocol,
    protocols,
    choose(next) {
      wanted.value = next
    },
    reconnect,
    refuse() {
      if (state.value.is === 'certificate') state.value = { is: 'failed', problem: state.value.problem }
    },
    opened() {
      upSince = Date.now()
      state.value = { is: 'connected' }
    },
    closed,
  }
}
