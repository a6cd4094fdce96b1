import { useI18n } from 'vue-i18n'

import { type Chord, chordId } from './chords'

/** Keys whose names people translate. */
const NAMED = new Set([
  'Backspace', 'CapsLock', 'ContextMenu', 'Delete', 'Enter', 'Escape', 'Insert', 'MetaLeft', 'NumLock', 'PrintScreen',
  'ScrollLock', 'ShiftLeft', 'Space', 'Home', 'End', 'PageUp', 'PageDown',
])
const SHORT: Readonly<Record<string, string>> = { ControlLeft: 'Ctrl', AltLeft: 'Alt', AltRight: 'AltGr', Tab: 'Tab' }

/** What keys and chords are called. */
export function useKeyWords() {
  const { t } = useI18n()

  function key(code: string): string {
    if (NAMED.has(code)) return t(`console.key.${code}`)
    return SHORT[code] ?? code.replace(/^(Key|Digit)/, '')
  }

  const chord = (chord: Chord): string => chord.map(key).join('+')
  return { key, chord, line: (one: Chord) => ({ id: chordId(one), label: chord(one) }) }
}
