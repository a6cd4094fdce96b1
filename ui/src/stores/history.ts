import { computed, type ComputedRef, shallowRef } from 'vue'

/** So many steps back are remembered. */
const MOST_STEPS = 50

export interface History<P> {
  canGoBack: ComputedRef<boolean>
  canGoForward: ComputedRef<boolean>
  /** Remembers a place that is left for another one; what lay ahead is forgotten. */
  leave(place: P): void
  /** Forgets what lay ahead: the place that was left is not worth a step. */
  skip(): void
  /** The place before, if there is one; `now` is where forward leads then. */
  back(now: P): P | undefined
  /** The place after, if there is one. */
  forward(now: P): P | undefined
  /** Forgets everything (between tests). */
  forget(): void
}

/**
 * Places that were left, as a browser has them: a stack behind and a stack ahead.
 *
 * In memory, and not the web view's own history: WebKit allows a page a hundred changes of that in ten seconds,
 * and whoever holds an arrow key down in the tree makes more. vue-router on top of that one has the same limit; on
 * its memory history it knows neither whether there is a way back nor what was selected there, so that all of this
 * would be ours again. It also navigates later than it is told to, while keys and menus act at once on what is
 * selected now.
 */
export function createHistory<P>(): History<P> {
  const past = shallowRef<readonly P[]>([])
  const future = shallowRef<readonly P[]>([])

  function travel(from: typeof past, to: typeof past, now: P): P | undefined {
    const next = from.value.at(-1)
    if (next === undefined) return undefined
    from.value = from.value.slice(0, -1)
    to.value = [...to.value, now]
    return next
  }

  return {
    canGoBack: computed(() => past.value.length > 0),
    canGoForward: computed(() => future.value.length > 0),
    leave: (place) => {
      past.value = [...past.value, place].slice(-MOST_STEPS)
      future.value = []
    },
    skip: () => {
      future.value = []
    },
    back: (now) => travel(past, future, now),
    forward: (now) => travel(future, past, now),
    forget: () => {
      past.value = future.value = []
    },
  }
}
