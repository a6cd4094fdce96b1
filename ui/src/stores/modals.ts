import { type Component, markRaw, shallowRef } from 'vue'

/** A dialog that is open. */
export interface OpenModal {
  id: number
  component: Component
  /** What it is given now; undefined once it has nothing to be about any more, which closes it. */
  props(): Record<string, unknown> | undefined
  /** Closes it, with what came of it. */
  close(result?: unknown): void
}

let next = 1

/** The dialogs that are open, each above those before it. Only the last one takes keys and clicks. */
export const modals = shallowRef<readonly OpenModal[]>([])

/**
 * Opens a dialog above all that are open. Its component emits `close`, if it likes with a result, to which this
 * promise resolves: undefined where it was only closed.
 */
export function openModal<R = void>(
  component: Component,
  props: () => Record<string, unknown> | undefined = () => ({}),
): Promise<R | undefined> {
  return new Promise((resolve) => {
    const id = next++
    const close = (result?: unknown): void => {
      if (!modals.value.some((modal) => modal.id === id)) return
      modals.value = modals.value.filter((modal) => modal.id !== id)
      resolve(result as R | undefined)
    }
    modals.value = [...modals.value, { id, component: markRaw(component), props, close }]
  })
}

/** Closes all, the last first. */
export function closeModals(): void {
  for (const modal of [...modals.value].reverse()) modal.close()
}
