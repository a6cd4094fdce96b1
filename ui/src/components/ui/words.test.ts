import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'

import { i18n } from '@/locales'

import { useWords } from './words'

const Says = defineComponent({
  props: { words: { type: String, required: true }, otherwise: { type: String, default: undefined } },
  setup(props) {
    const word = useWords()
    return () => h('p', word(props.words, props.otherwise))
  },
})
function says(words: string, otherwise?: string) {
  return mount(Says, { props: { words, otherwise }, global: { plugins: [i18n] } })
}

describe('useWords', () => {
  afterEach(() => {
    i18n.global.locale.value = 'en'
  })

  it('says it in the language that is shown, also after it was said in another', async () => {
    const shown = says('cell.yes')
    expect(shown.text()).toBe('Yes')
    i18n.global.locale.value = 'fr'
    await shown.vm.$nextTick()
    expect(shown.text()).toBe('Oui')
    i18n.global.locale.value = 'en'
    await shown.vm.$nextTick()
    expect(shown.text()).toBe('Yes')
  })

  it('says something else, each time anew, for what it has no word for', () => {
    expect(says('term.future_word', 'one').text()).toBe('one')
    expect(says('term.future_word', 'two').text()).toBe('two')
    expect(says('term.future_word').text()).toBe('term.future_word')
  })
})
