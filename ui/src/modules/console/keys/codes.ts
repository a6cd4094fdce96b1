/**
 * The keys of a keyboard by where they are, not by what is printed on them: `KeyboardEvent.code`.
 *
 * The scan codes are those of set 1, as QEMU numbers keys: where a keyboard sends the prefix E0, the
 * highest bit is set instead. The keysyms are X11's.
 */

/** The 48 keys that write characters, row by row. */
export const WRITING_KEYS: readonly string[] = [
  'Backquote', ...[...'1234567890'].map((digit) => `Digit${digit}`), 'Minus', 'Equal',
  ...[...'QWERTYUIOP'].map((letter) => `Key${letter}`), 'BracketLeft', 'BracketRight',
  ...[...'ASDFGHJKL'].map((letter) => `Key${letter}`), 'Semicolon', 'Quote', 'Backslash',
  'IntlBackslash', ...[...'ZXCVBNM'].map((letter) => `Key${letter}`), 'Comma', 'Period', 'Slash',
]

/** Keys from one scan code on, one after the other. */
function run(first: number, codes: readonly string[]): [string, number][] {
  return codes.map((code, index) => [code, first + index])
}

/** The scan code of each key. */
export const SCAN_CODES: Readonly<Record<string, number>> = Object.fromEntries([
  ...run(0x01, ['Escape', ...WRITING_KEYS.slice(1, 13), 'Backspace', 'Tab', ...WRITING_KEYS.slice(13, 25), 'Enter']),
  ...run(0x1d, ['ControlLeft', ...WRITING_KEYS.slice(25, 36), 'Backquote', 'ShiftLeft', 'Backslash']),
  ...run(0x2c, [...WRITING_KEYS.slice(38), 'ShiftRight', 'NumpadMultiply', 'AltLeft', 'Space', 'CapsLock']),
  ...run(0x3b, ['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8', 'F9', 'F10', 'NumLock', 'ScrollLock']),
  ...run(0x47, ['Numpad7', 'Numpad8', 'Numpad9', 'NumpadSubtract', 'Numpad4', 'Numpad5', 'Numpad6', 'NumpadAdd']),
  ...run(0x4f, ['Numpad1', 'Numpad2', 'Numpad3', 'Numpad0', 'NumpadDecimal', 'PrintScreen']),
  ...run(0x56, ['IntlBackslash', 'F11', 'F12', 'NumpadEqual']),
  // Of Japanese, Korean and Brazilian keyboards.
  ...run(0x70, ['KanaMode', 'Lang2', 'Lang1', 'IntlRo']),
  ['Convert', 0x79], ['NonConvert', 0x7b], ['IntlYen', 0x7d], ['NumpadComma', 0x7e],
  // With the prefix.
  ['NumpadEnter', 0x9c], ['ControlRight', 0x9d], ['NumpadDivide', 0xb5], ['AltRight', 0xb8], ['Pause', 0xc6],
  ['Home', 0xc7], ['ArrowUp', 0xc8], ['PageUp', 0xc9], ['ArrowLeft', 0xcb], ['ArrowRight', 0xcd],
  ['End', 0xcf], ['ArrowDown', 0xd0], ['PageDown', 0xd1], ['Insert', 0xd2], ['Delete', 0xd3],
  ['MetaLeft', 0xdb], ['MetaRight', 0xdc], ['ContextMenu', 0xdd],
])

/** The keysyms of keys that write nothing. */
const SILENT: Readonly<Record<string, number>> = {
  Escape: 0xff1b, Backspace: 0xff08, Tab: 0xff09, Enter: 0xff0d, Space: 0x20, Insert: 0xff63, Delete: 0xffff,
  Home: 0xff50, ArrowLeft: 0xff51, ArrowUp: 0xff52, ArrowRight: 0xff53, ArrowDown: 0xff54,
  PageUp: 0xff55, PageDown: 0xff56, End: 0xff57, PrintScreen: 0xff61, Pause: 0xff13, ContextMenu: 0xff67,
  ShiftLeft: 0xffe1, ShiftRight: 0xffe2, ControlLeft: 0xffe3, ControlRight: 0xffe4, AltLeft: 0xffe9,
  // What AltGr is called: a US layout takes it for the right Alt.
  AltRight: 0xfe03, MetaLeft: 0xffeb, MetaRight: 0xffec,
  CapsLock: 0xffe5, NumLock: 0xff7f, ScrollLock: 0xff14,
  ...Object.fromEntries(run(0xffbe, ['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8', 'F9', 'F10', 'F11', 'F12'])),
}

/** Characters beyond Latin-1 whose keysym is older than Unicode, and the dead accents. */
const NAMED: Readonly<Record<string, number>> = {
  '€': 0x20ac, 'Œ': 0x13bc, 'œ': 0x13bd, 'Ÿ': 0x13be,
  '\u0300': 0xfe50, '\u0301': 0xfe51, '\u0302': 0xfe52, '\u0303': 0xfe53, '\u0308': 0xfe57,
}

/** The keysym of a character; a combining accent stands for the dead key. */
export function keysymOf(character: string): number {
  const point = character.codePointAt(0) ?? 0
  return NAMED[character] ?? (point < 0x100 ? point : 0x01000000 + point)
}

/** The keysym of a key by its code, as on a US keyboard without Shift; 0 where it has none. */
export function keysymOfKey(code: string): number {
  const written = /^(?:Key|Digit)(.)$/.exec(code)?.[1]
  return SILENT[code] ?? (written ? keysymOf(written.toLowerCase()) : 0)
}
