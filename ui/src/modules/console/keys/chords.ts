import { keysymOfKey } from './codes'

/** Keys pressed together: down in their order, up in the reverse. */
export type Chord = readonly string[]

/** What the sender of keys needs: noVNC's. */
export interface KeySink {
  /** Sends one key going down or up, by X11 keysym and `KeyboardEvent.code`. */
  sendKey(keysym: number, code: string, down: boolean): void
}

export const CTRL_ALT_DEL: Chord = ['ControlLeft', 'AltLeft', 'Delete']

/** Chords that this machine may keep to itself, so that they are given from a menu. */
export const CHORDS: readonly Chord[] = [
  CTRL_ALT_DEL,
  ['ControlLeft', 'AltLeft', 'Insert'],
  ['ControlLeft', 'AltLeft', 'Backspace'],
  ['ControlLeft', 'ShiftLeft', 'Escape'],
  ['AltLeft', 'Tab'],
  ['AltLeft', 'F4'],
  ['MetaLeft'],
  ['MetaLeft', 'KeyL'],
  ['PrintScreen'],
]

/** To another terminal of a Linux guest. Not by digits: QEMU keeps Ctrl+Alt+1 and the like to itself. */
export const TERMINAL_CHORDS: readonly Chord[] = functionKeys().map((key) => ['ControlLeft', 'AltLeft', key])

export const FUNCTION_CHORDS: readonly Chord[] = functionKeys().map((key) => [key])

/** The guest's own locks: no server tells how they stand. */
export const LOCK_CHORDS: readonly Chord[] = [['CapsLock'], ['NumLock'], ['ScrollLock']]

function functionKeys(): string[] {
  return Array.from({ length: 12 }, (_, index) => `F${index + 1}`)
}

/** Presses a chord and lets it go. */
export function sendChord(sink: KeySink, chord: Chord): void {
  for (const code of chord) sink.sendKey(keysymOfKey(code), code, true)
  for (const code of [...chord].reverse()) sink.sendKey(keysymOfKey(code), code, false)
}

/** A chord as one word, for menus and settings. */
export const chordId = (chord: Chord): string => chord.join('+')

/** The chord of that word. */
export const chordOf = (id: string): Chord => id.split('+')
