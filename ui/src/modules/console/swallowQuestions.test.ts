import { Terminal } from '@xterm/xterm'
import { describe, expect, it } from 'vitest'

import { swallowQuestions } from './swallowQuestions'

/** What a terminal types into the guest when the guest prints that. */
async function answers(printed: string): Promise<string> {
  const terminal = new Terminal({ cols: 80, rows: 24 })
  swallowQuestions(terminal)
  let typed = ''
  terminal.onData((text) => (typed += text))
  await new Promise<void>((done) => terminal.write(printed, done))
  terminal.dispose()
  return typed
}

describe('a terminal', () => {
  it('answers what shells ask', async () => {
    expect((await answers('\x1b[c')).replace('\x1b', '')).toMatch(/^\[\?[\d;]+c$/)
    expect(await answers('ab\x1b[6n')).toBe('\x1b[1;3R')
  })

  it.each([
    ['its version', '\x1b[>c'],
    ['its unit', '\x1b[=c'],
    ['its name', '\x1b[>q'],
    ['a mode', '\x1b[4$p'],
    ['a mode of DEC', '\x1b[?1$p'],
    ['a setting', '\x1bP$qm\x1b\\'],
    ['a colour of the palette', '\x1b]4;1;?\x07'],
    ['the colour of letters', '\x1b]10;?\x07'],
    ['the clipboard', '\x1b]52;c;?\x07'],
    ['the size of the window', '\x1b[18t'],
  ])('types nothing when it is asked for %s', async (_, printed) => {
    expect(await answers(printed)).toBe('')
  })

  it('shows what follows what it has swallowed', async () => {
    const terminal = new Terminal({ cols: 80, rows: 24 })
    swallowQuestions(terminal)
    await new Promise<void>((done) => terminal.write('\x1b]52;c;ZXZpbA==\x07\x1b[?1003hok', done))
    expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe('ok')
    expect(terminal.modes.mouseTrackingMode).toBe('none')
    terminal.dispose()
  })
})
