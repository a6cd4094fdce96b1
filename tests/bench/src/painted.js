// Resolves with the milliseconds from an act to the end of the first frame that shows what came of it.
function painted(act, ready) {
  return new Promise((resolve, reject) => {
    const begun = performance.now()
    const late = setTimeout(() => reject(new Error('not shown after 10 s')), 10_000)
    const look = () => {
      if (!ready()) return
      observer.disconnect()
      clearTimeout(late)
      // A message that is sent in a frame arrives when the frame has been painted.
      requestAnimationFrame(() => {
        const channel = new MessageChannel()
        channel.port1.onmessage = () => resolve(performance.now() - begun)
        channel.port2.postMessage(0)
      })
    }
    const observer = new MutationObserver(look)
    observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
    act()
    look()
  })
}
