/** For tests: a host whose views show what the test says, and a way to mount a component on it. */
import { mount, type VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import { TooltipProvider } from 'reka-ui'
import { expect } from 'vitest'
import { type Component, defineComponent, h, nextTick } from 'vue'

import ModalStack from '@/components/ui/ModalStack.vue'
import { i18n } from '@/locales'
import { useHost } from '@/platform'
import type { Cell, Field, Job, ObjectKey, Page, QueryReading, ViewBody, ViewSpec } from '@/platform/bindings'
import { closeModals } from '@/stores/modals'
import { deliver, forgetSharedViews } from '@/stores/view'

/** A text that is markup: it must be seen as typed, wherever it comes from. */
export const EVIL = '<img src=x onerror=alert(1)>'

export const VM: ObjectKey = { connection: 'c1', class: 'VM', reference: 'OpaqueRef:vm-1' }

/** What is said of a filter where a test says nothing: there is nothing to say. */
const UNREAD: QueryReading = { faults: [], from: 0, to: 0, completions: [], expects: null }

export interface TestHost {
  /** Every call, as it came. */
  calls: { command: string; args: Record<string, unknown> }[]
  /** The specs of the open views, by number. */
  views: Map<number, ViewSpec>
  /** What the desktop was told: id, title, text. */
  told: string[][]
  /** Sends each open view's frame again. */
  refresh(): void
}

/** Puts a host behind the window. `show` gives each view's body; `answer` the other commands' replies. */
export function testHost(
  show: (spec: ViewSpec) => ViewBody['data'] | undefined,
  answer: (command: string, args: Record<string, unknown>) => unknown = () => undefined,
): TestHost {
  forgetSharedViews()
  const calls: TestHost['calls'] = []
  const told: string[][] = []
  const views = new Map<number, ViewSpec>()
  let number = 0
  let next = 1

  function frame(view: number): void {
    const spec = views.get(view)
    const data = spec && show(spec)
    if (spec && data !== undefined) {
      deliver({ is: 'frame', view, number: (number += 1), body: { view: spec.view, data } as ViewBody })
    }
  }

  useHost({
    async attach() {},
    async tell(...words) {
      told.push(words)
    },
    async call<T>(command: string, args: Record<string, unknown>): Promise<T> {
      calls.push({ command, args: JSON.parse(JSON.stringify(args)) })
      if (command === 'open_view') {
        const view = next++
        views.set(view, args.spec as ViewSpec)
        setTimeout(() => frame(view))
        return view as T
      }
      if (command === 'set_view') {
        views.set(args.view as number, args.spec as ViewSpec)
        setTimeout(() => frame(args.view as number))
        return undefined as T
      }
      if (command === 'close_view') {
        views.delete(args.view as number)
        return undefined as T
      }
      const answered = await answer(command, args)
      return (command === 'read_query' ? (answered ?? UNREAD) : answered) as T
    },
  })
  return { calls, views, told, refresh: () => [...views.keys()].forEach(frame) }
}

const mounted: VueWrapper[] = []

/** Mounts a component as the window would, with the stack of dialogs beside it. */
export function show(component: Component, props: Record<string, unknown> = {}): VueWrapper {
  const wrapper = mount(
    defineComponent({
      setup: () => () => h(TooltipProvider, { delayDuration: 0 }, () => [h(component, props), h(ModalStack)]),
    }),
    { attachTo: document.body, global: { plugins: [i18n] } },
  )
  mounted.push(wrapper)
  return wrapper
}

/** Takes away what the test mounted and opened. */
export function clean(): void {
  closeModals()
  for (const wrapper of mounted.splice(0)) wrapper.unmount()
  document.body.innerHTML = ''
}

/** Lets timers of zero length and everything that follows from them happen. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 6; round += 1) {
    await new Promise((done) => setTimeout(done))
    await nextTick()
  }
}

/** No finding of axe, save for what jsdom cannot see (colours and boxes). */
export async function expectAccessible(element: Element): Promise<void> {
  const { violations } = await axe.run(element, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  })
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
}

export const text = (value: string): Cell => ({ is: 'text', text: value })

/** A line of a page; `editor` changes it. */
export const field = (id: string, value: Cell, editor: Job | null = null): Field => ({ id, value, editor })

/** A page, with what the test wants otherwise. */
export function page(other: Partial<Page> = {}): Page {
  return {
    object: VM,
    kind: 'vm',
    name: 'web-01',
    description: '',
    status: 'running',
    health: null,
    busy: null,
    place: [
      { is: 'link', object: { ...VM, class: 'pool', reference: 'OpaqueRef:pool' }, text: 'paris-lab', status: 'live' },
    ],
    since: null,
    tags: [],
    warnings: [],
    sections: [{ id: 'identity', fields: [field('name', text('web-01'), 'rename'), field('uuid', { is: 'code', text: '0a1b' })] }],
    lists: ['disks', 'vifs'],
    consoles: [],
    hasConsole: true,
    ...other,
  }
}
