type Loaders = Record<string, () => Promise<unknown>>;

/** Fetches the code of a custom element only once one is on the page, at first or after a swap. */
export function loadIslands(loaders: Loaders): void {
  const waiting = new Map(Object.entries(loaders));
  const loadPresent = (): void => {
    for (const [tag, load] of waiting) {
      if (!document.querySelector(tag)) continue;
      waiting.delete(tag);
      load().catch((cause: unknown) => {
        waiting.set(tag, load);
        console.error(`Loading <${tag}> failed`, cause);
      });
    }
    if (waiting.size === 0) observer.disconnect();
  };
  const observer = new MutationObserver(loadPresent);
  observer.observe(document.body, { childList: true, subtree: true });
  loadPresent();
}
