import type { VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, ref } from 'vue'

import { clean, expectAccessible, show, testHost } from '@tests/host'
import type { QueryReading } from '@/platform/bindings'
import { layout } from '@/stores/settings'

import QueryField from './QueryField.vue'

/** What the engine would say, as far as it is asked here. */
function read(text: string): QueryReading {
  const nothing = { faults: [], from: text.length, to: text.length, completions: [], expects: null }
  if (text.endsWith('tag:')) {
    return {
      ...nothing, expects: 'text',
      completions: [
        { is: 'value', text: 'prod', cell: { is: 'text', text: 'prod' }, count: 3 },
        { is: 'value', text: '"two words"', cell: { is: 'text', text: 'two words' }, count: 1 },
      ],
    }
  }
  if (text === 'ta') {
    return { ...nothing, from: 0, completions: [{ is: 'property', text: 'tag', column: 'tags', field: 'tags', expects: 'text' }] }
  }
  if (text.startsWith('hots:')) {
    return { ...nothing, faults: [{ from: 0, to: 4, problem: { code: 'query_name_unknown', params: { text: 'hots' }, raw: [] } }] }
  }
  return nothing
}

let field: VueWrapper
const text = ref('')
const keys: string[] = []
const Holder = defineComponent({
  setup: () => () =>
    h(QueryField, {
      modelValue: text.value,
      label: 'Filter',
      'onUpdate:modelValue': (now: string) => (text.value = now),
      onKeydown: ({ key }: KeyboardEvent) => keys.push(key),
    }),
})

beforeEach(() => {
  vi.useFakeTimers()
  text.value = ''
  keys.length = 0
  layout<string[]>('queryHistory', []).value = []
  testHost(() => undefined, (command, args) => (command === 'read_query' ? read(args.text as string) : undefined))
  field = show(Holder)
})
afterEach(() => {
  vi.useRealTimers()
  clean()
})

const box = () => field.get<HTMLInputElement>('[role=combobox]')
const offered = () => field.findAll('[role=option]').map((one) => one.text())
const isOpen = () => box().attributes('aria-expanded') === 'true'

async function type(now: string): Promise<void> {
  box().element.focus()
  await box().setValue(now)
  box().element.setSelectionRange(now.length, now.length)
  await box().trigger('keyup', { key: 'x' })
  await vi.advanceTimersByTimeAsync(100)
}
async function press(key: string, other: Partial<KeyboardEvent> = {}): Promise<void> {
  await box().trigger('keydown', { key, ...other })
  await vi.advanceTimersByTimeAsync(100)
}

describe('QueryField', () => {
  it('completes a name, and then offers the values that are there', async () => {
    await type('ta')
    expect(offered()).toEqual(['tagTags'])
    await press('ArrowDown')
    expect(box().attributes('aria-activedescendant')).toBe(field.get('[role=option]').attributes('id'))
    await press('Enter')
    expect(text.value).toBe('tag:')
    expect(offered()).toEqual(['prod3', '"two words"two words · 1'])
    await press('ArrowUp')
    await press('Enter')
    expect(text.value).toBe('tag:"two words"')
    expect(isOpen()).toBe(false)
    expect(keys).toEqual([])
  })

  it('leaves keys to others where it offers nothing', async () => {
    await type('web')
    await press('ArrowDown')
    await press('Enter')
    await press('Escape')
    expect(keys).toEqual(['ArrowDown', 'Enter', 'Escape'])
  })

  it('closes what it offers before anything else is closed', async () => {
    await type('tag:')
    expect(isOpen()).toBe(true)
    await press('Escape')
    expect(isOpen()).toBe(false)
    expect(keys).toEqual([])
  })

  it('says what could not be understood, and where', async () => {
    await type('hots:web')
    const told = field.get(`[id="${box().attributes('aria-describedby')}"]`)
    expect(told.text()).toContain('No property is called “hots”')
    expect(told.get('mark').text()).toBe('hots')
    expect(box().attributes('aria-invalid')).toBe('true')
    await told.get('button').trigger('click')
    expect([box().element.selectionStart, box().element.selectionEnd]).toEqual([0, 4])
    vi.useRealTimers()
    await expectAccessible(field.element as Element)
  })

  it('has what was asked before', async () => {
    await type('web-01')
    await press('Enter')
    await type('')
    expect(isOpen()).toBe(false)
    await press('ArrowDown', { altKey: true })
    expect(offered()).toEqual(['web-01'])
    await press('ArrowDown')
    await press('Enter')
    expect(text.value).toBe('web-01')
  })
})
