import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { api, asProblem } from '@/platform'
import type { Choice, Job, ObjectKey, Problem, TreeRow } from '@/platform/bindings'
import { requestOn } from '@/modules/requestJob'
import { sameObject } from '@/stores/selection'

/** VMs that are being dragged. */
export interface Drag {
  objects: ObjectKey[]
  /** What is written beside the pointer. */
  name: string
  x: number
  y: number
  /** What a drop asks for, and which of its fields is the host. */
  asks: { job: Job; field: string } | undefined
  /** The hosts that can be chosen, and why not the others; undefined until the engine has said so. */
  choices: Choice[] | undefined
  /** Why none of them can be moved. */
  refusal: Problem | null
  /** The host under the pointer. */
  over: ObjectKey | undefined
}

/** What a drop on a host would come to. */
export interface Drop {
  fits: boolean
  /** Why not; none while nobody knows yet, and for a host that is no choice at all. */
  why: Problem | undefined
}

/** What a drop on a host may mean, whatever is possible first: a VM that runs is moved, another one starts there. */
const BY_DROP: readonly string[] = ['migrate', 'startOn', 'resumeOn']

/** A press that moves less is a click. */
const STILL = 6
/** So near to an edge of the tree it scrolls, by so much a step. */
const EDGE = 28
const STEP = 12

/** What a drop on a row would come to; none: it is no host, or nothing is dragged. */
export function dropOn(drag: Drag | null, row: TreeRow | undefined): Drop | undefined {
  if (!drag || row?.kind !== 'host') return undefined
  if (drag.refusal) return { fits: false, why: drag.refusal }
  const choice = drag.choices?.find(({ object }) => sameObject(object, row.object))
  return { fits: choice !== undefined && !choice.refusal, why: choice?.refusal ?? undefined }
}

/**
 * Drags VMs onto hosts: which host takes them is what the form of the job says, and a drop opens that form with the
 * host filled in. By pointer events, not by the web view's own dragging: the desktop program keeps that for files.
 */
export function useTreeDrag(tree: {
  rowAt(index: number): TreeRow | undefined
  scroller(): HTMLElement | null
  /** What is dragged with a row: the selection that it is a part of, or it alone. */
  dragged(row: TreeRow): ObjectKey[]
}): {
  drag: ShallowRef<Drag | null>
  /** A press on a row, from which a drag may come; `click` is called where none does. */
  press(event: PointerEvent, row: TreeRow, click: () => void): void
} {
  const drag = shallowRef<Drag | null>(null)
  let end: (() => void) | undefined
  onScopeDispose(() => end?.())

  async function begin(event: PointerEvent, row: TreeRow): Promise<void> {
    const objects = tree.dragged(row)
    drag.value = { objects, name: row.name, x: event.clientX, y: event.clientY, asks: undefined, choices: undefined, refusal: null, over: undefined }
    let found: Partial<Drag>
    try {
      const offered = (await api.actions(objects)).filter(({ job }) => BY_DROP.includes(job))
      const action = offered.find(({ refusal }) => !refusal) ?? offered[0]
      const form = action && !action.refusal ? await api.jobForm(action.job, objects, null) : undefined
      const field = form?.fields.find(({ kind }) => kind.is === 'choice')
      found = {
        asks: action && field && { job: action.job, field: field.name },
        choices: field?.kind.is === 'choice' ? field.kind.choices : [],
        refusal: action?.refusal?.problem ?? null,
      }
    } catch (error) {
      found = { choices: [], refusal: asProblem(error) }
    }
    if (drag.value?.objects === objects) drag.value = { ...drag.value, ...found }
  }

  /** The row under the pointer. */
  function rowUnder({ clientX, clientY }: PointerEvent): TreeRow | undefined {
    const element = document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>('[role=treeitem][data-index]')
    const mine = element && tree.scroller()?.contains(element)
    return mine ? tree.rowAt(Number(element.dataset.index)) : undefined
  }

  function scrollNear({ clientY }: PointerEvent): void {
    const scroller = tree.scroller()
    if (!scroller) return
    const { top, bottom } = scroller.getBoundingClientRect()
    if (clientY < top + EDGE) scroller.scrollTop -= STEP
    else if (clientY > bottom - EDGE) scroller.scrollTop += STEP
  }

  function drop(row: TreeRow | undefined): void {
    const now = drag.value
    const choice = now?.choices?.find(({ object }) => sameObject(object, row?.object ?? null))
    if (now?.asks && choice && dropOn(now, row)?.fits) {
      void requestOn(now.asks.job, now.objects, { [now.asks.field]: choice.value })
    }
  }

  function press(event: PointerEvent, row: TreeRow, click: () => void): void {
    end?.()
    const from = event
    const move = (next: PointerEvent): void => {
      const isStill = Math.hypot(next.clientX - from.clientX, next.clientY - from.clientY) < STILL
      if (!drag.value && (isStill || row.kind !== 'vm' || !row.object)) return
      if (!drag.value) void begin(next, row)
      const over = rowUnder(next)
      if (drag.value) {
        drag.value = { ...drag.value, x: next.clientX, y: next.clientY, over: (over?.kind === 'host' && over.object) || undefined }
      }
      scrollNear(next)
    }
    const up = (last: PointerEvent): void => {
      if (drag.value) drop(rowUnder(last))
      else click()
      end?.()
    }
    const key = (pressed: KeyboardEvent): void => {
      if (pressed.key !== 'Escape') return
      pressed.preventDefault()
      pressed.stopPropagation()
      end?.()
    }
    const cancel = (): void => end?.()
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', up)
    window.addEventListener('pointercancel', cancel)
    window.addEventListener('keydown', key, true)
    end = () => {
      window.removeEventListener('pointermove', move)
      window.removeEventListener('pointerup', up)
      window.removeEventListener('pointercancel', cancel)
      window.removeEventListener('keydown', key, true)
      drag.value = null
      end = undefined
    }
  }

  return { drag, press }
}
