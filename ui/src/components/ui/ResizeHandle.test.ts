import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'

import ResizeHandle from './ResizeHandle.vue'

function handle(edge: 'right' | 'top', size = 200) {
  const wrapper = mount(ResizeHandle, {
    props: {
      edge,
      min: 100,
      max: 300,
      label: 'Resize',
      modelValue: size,
      'onUpdate:modelValue': (modelValue: number) => wrapper.setProps({ modelValue }),
    },
  })
  return wrapper.get('[role=separator]')
}

it.each([
  ['right', 'ArrowRight', 216],
  ['right', 'ArrowLeft', 184],
  ['top', 'ArrowUp', 216],
  ['top', 'ArrowDown', 184],
  ['top', 'Home', 100],
  ['right', 'End', 300],
] as const)('at the %s, %s makes it %i', async (edge, key, size) => {
  const wrapper = handle(edge)
  await wrapper.trigger('keydown', { key })
  expect(wrapper.attributes('aria-valuenow')).toBe(String(size))
})

it.each([
  ['right', { clientX: 30, clientY: 400 }, 230],
  ['top', { clientX: 400, clientY: -30 }, 230],
  ['top', { clientX: 0, clientY: 900 }, 100],
] as const)('at the %s, it goes with the pointer and no further than it may', async (edge, to, size) => {
  const wrapper = handle(edge)
  await wrapper.trigger('pointerdown', { button: 0, clientX: 0, clientY: 0 })
  await wrapper.trigger('pointermove', to)
  await wrapper.trigger('pointerup')
  await wrapper.trigger('pointermove', { clientX: 50, clientY: 50 })
  expect(wrapper.attributes('aria-valuenow')).toBe(String(size))
})

it('says which way it stands', () => {
  expect(handle('right').attributes('aria-orientation')).toBe('vertical')
  expect(handle('top').attributes('aria-orientation')).toBe('horizontal')
})
