import type { Terminal } from '@xterm/xterm'

/**
 * Keeps a terminal from answering most questions. Whatever it answers is typed into the guest, and a guest
 * may print anything that somebody has sent to it. Shells need two answers: what terminal this is (DA1),
 * and where the cursor stands (CPR); xterm.js gives those. It has no answer to others here, nor does it set
 * the clipboard (OSC 52).
 */
export function swallowQuestions(terminal: Pick<Terminal, 'parser'>): void {
  const swallow = (): boolean => true
  // Which version of which terminal; how a mode stands; what it is set to; how a setting reads.
  for (const prefix of ['>', '=']) terminal.parser.registerCsiHandler({ prefix, final: 'c' }, swallow)
  terminal.parser.registerCsiHandler({ prefix: '>', final: 'q' }, swallow)
  terminal.parser.registerCsiHandler({ intermediates: '$', final: 'p' }, swallow)
  terminal.parser.registerCsiHandler({ prefix: '?', intermediates: '$', final: 'p' }, swallow)
  terminal.parser.registerCsiHandler({ prefix: '?', final: 'n' }, swallow)
  terminal.parser.registerDcsHandler({ intermediates: '$', final: 'q' }, swallow)
  // Colours may be asked for where they may be set; nobody needs either on a console.
  for (const what of [4, 10, 11, 12]) terminal.parser.registerOscHandler(what, swallow)
  terminal.parser.registerOscHandler(52, swallow)
  // Modes in which moving the pointer or the focus would be typed.
  terminal.parser.registerCsiHandler({ prefix: '?', final: 'h' }, (modes) => modes.flat().some((mode) => TYPING_MODES.has(mode)))
}

const TYPING_MODES = new Set([9, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015, 1016])
