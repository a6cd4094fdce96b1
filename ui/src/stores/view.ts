import {
  type EffectScope,
  effectScope,
  type MaybeRefOrGetter,
  onScopeDispose,
  type ShallowRef,
  shallowRef,
  toValue,
  watch,
} from 'vue'
import { api, asProblem } from '@/platform'
import type { Message, Problem, ViewBody, ViewSpec } from '@/platform/bindings'

type Frame = Extract<Message, { is: 'frame' }>

/** What a view of that kind shows. */
export type DataOf<S extends ViewSpec> = DataOfKind[S['view']]
type DataOfKind = { [K in ViewBody['view']]: Extract<ViewBody, { view: K }>['data'] }

/** An open view: the newest body, and why there is none if there cannot be one. */
export interface View<T> {
  /** The newest body; undefined until the first frame. */
  body: ShallowRef<T | undefined>
  /** Why the view could not be opened or changed. */
  problem: ShallowRef<Problem | null>
}

const listeners = new Map<number, (frame: Frame) => void>()

// A frame may overtake the answer to the `open_view` that asked for it. So while any view is being
// opened, the newest frame of each unknown view is kept.
const early = new Map<number, Frame>()
let opening = 0

/** Takes a frame to the view that it is for. */
export function deliver(frame: Frame): void {
  const listener = listeners.get(frame.view)
  if (listener) {
    listener(frame)
  } else if (opening > 0 && (early.get(frame.view)?.number ?? -1) < frame.number) {
    early.set(frame.view, frame)
  }
}

/** What a view is about. While it stays the same, a change of the spec changes the open view. */
function identity(spec: ViewSpec): string {
  switch (spec.view) {
    case 'page':
      return JSON.stringify(['page', spec.object])
    case 'actions':
      return JSON.stringify(['actions', spec.objects])
    case 'table':
      return JSON.stringify(['table', spec.list, spec.connection, spec.within])
    case 'changes':
      return JSON.stringify(['changes', spec.object])
    case 'alerts':
      return JSON.stringify(['alerts', spec.connection, spec.object])
    case 'health':
      return JSON.stringify(['health', spec.connection, spec.object])
    case 'xoServers':
      return JSON.stringify(['xoServers', spec.connection])
    default:
      return spec.view
  }
}

/** One view that was opened, until it is closed. */
class Opened {
  private id: number | undefined
  private closed = false
  private sending = false
  private newest = -1
  private sent: string

  constructor(
    private spec: ViewSpec,
    private readonly show: (body: ViewBody) => void,
    private readonly fail: (problem: Problem) => void,
  ) {
    this.sent = JSON.stringify(spec)
    void this.open()
  }

  /** Shows another part of the same thing. */
  set(spec: ViewSpec): void {
    this.spec = spec
    void this.send()
  }

  close(): void {
    this.closed = true
    if (this.id !== undefined) {
      listeners.delete(this.id)
      api.closeView(this.id).catch(() => undefined) // The engine has forgotten it already: as wished.
    }
  }

  private async open(): Promise<void> {
    opening += 1
    try {
      this.id = await api.openView(this.spec)
    } catch (error) {
      if (!this.closed) this.fail(asProblem(error))
    }
    opening -= 1
    const frame = this.id === undefined ? undefined : early.get(this.id)
    if (this.id !== undefined) early.delete(this.id)
    if (opening === 0) early.clear()
    if (this.id === undefined) return
    if (this.closed) {
      this.close()
      return
    }
    listeners.set(this.id, (next) => this.receive(next))
    if (frame) this.receive(frame)
    void this.send()
  }

  /** Sends the newest spec; one at a time, so that fast scrolling skips what nobody would see. */
  private async send(): Promise<void> {
    if (this.id === undefined || this.sending) return
    this.sending = true
    try {
      for (;;) {
        const text = JSON.stringify(this.spec)
        if (this.closed || text === this.sent) break
        this.sent = text
        await api.setView(this.id, this.spec)
      }
    } catch (error) {
      if (!this.closed) this.fail(asProblem(error))
    } finally {
      this.sending = false
    }
  }

  private receive(frame: Frame): void {
    if (this.closed || frame.number <= this.newest) return
    this.newest = frame.number
    this.show(frame.body)
  }
}

/**
 * Keeps a view of the engine open as long as the component (or effect scope) lives. With `null`
 * nothing is open.
 */
export function useView<S extends ViewSpec>(spec: MaybeRefOrGetter<S | null>): View<DataOf<S>> {
  const body = shallowRef<DataOf<S> | undefined>() as ShallowRef<DataOf<S> | undefined>
  const problem = shallowRef<Problem | null>(null)
  let opened: Opened | undefined
  let about: string | undefined

  watch(
    () => toValue(spec),
    (next) => {
      const nextAbout = next ? identity(next) : undefined
      if (next && opened && nextAbout === about) {
        opened.set(next)
        return
      }
      opened?.close()
      opened = undefined
      about = nextAbout
      body.value = undefined
      problem.value = null
      if (!next) return
      const mine: Opened = new Opened(
        next,
        (shown) => {
          if (opened !== mine) return
          problem.value = null
          body.value = shown.data as unknown as DataOf<S>
        },
        (why) => {
          if (opened === mine) problem.value = why
        },
      )
      opened = mine
    },
    { immediate: true },
  )
  onScopeDispose(() => opened?.close())
  return { body, problem }
}

/**
 * A view that the whole window shares: opened when first asked for, never closed. Tests begin anew
 * with `forgetSharedViews`.
 */
export function sharedView<S extends ViewSpec>(spec: S): () => View<DataOf<S>> {
  let view: View<DataOf<S>> | undefined
  let scope: EffectScope | undefined
  forget.push(() => {
    scope?.stop()
    scope = view = undefined
  })
  return () => {
    void generation.value // What was computed from a forgotten view is computed anew.
    if (!view) {
      scope = effectScope(true)
      view = scope.run(() => useView(spec)) as View<DataOf<S>>
    }
    return view
  }
}

const forget: (() => void)[] = []
const generation = shallowRef(0)

/** Closes every shared view (between tests). */
export function forgetSharedViews(): void {
  for (const one of forget) one()
  generation.value += 1
}
