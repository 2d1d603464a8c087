type Challenge = { parameters: Record<string, unknown>; signature?: string };
type Solution = { counter: number; derivedKey: string; time?: number };

/**
 * Solves the server's challenge (altcha's format, version 2) in a worker as soon as the reader
 * touches the form, and leaves the answer in the hidden field. If it fails the form can still be
 * sent: the server decides what an unproven request may do.
 */
class ProofOfWork extends HTMLElement {
  #work: Promise<void> | undefined;

  connectedCallback(): void {
    const form = this.closest('form');
    form?.addEventListener('focusin', () => this.#begin(), { once: true });
    form?.addEventListener('submit', (event) => this.#holdBack(event, form));
  }

  #begin(): Promise<void> {
    this.#work ??= this.#solve().catch((cause: unknown) => console.warn('Proof of work failed', cause));
    return this.#work;
  }

  /**
   * Sent before the answer was there: waits for it, then sends by itself. Not before this event is over, even if the work
   * has failed already: while a form is being submitted, `requestSubmit` does nothing (HTML, form submission).
   */
  #holdBack(event: SubmitEvent, form: HTMLFormElement): void {
    const field = this.#field();
    if (field.value !== '' || field.dataset['tried']) return;
    event.preventDefault();
    this.setAttribute('aria-busy', 'true');
    void this.#begin().finally(() => {
      field.dataset['tried'] = 'true';
      this.removeAttribute('aria-busy');
      setTimeout(() => form.requestSubmit(event.submitter));
    });
  }

  async #solve(): Promise<void> {
    const response = await fetch(this.dataset['challenge'] ?? '', {
      headers: { accept: 'application/json' },
    });
    if (!response.ok) throw new Error(`The challenge was refused: ${response.status}`);
    const challenge = (await response.json()) as Challenge;
    const solution = await this.#askWorker(challenge);
    this.#field().value = btoa(JSON.stringify({ challenge, solution }));
  }

  #askWorker(challenge: Challenge): Promise<Solution> {
    const worker = new Worker(this.dataset['worker'] ?? '');
    return new Promise<Solution>((resolve, reject) => {
      worker.addEventListener('error', () => reject(new Error('The worker failed')), { once: true });
      worker.addEventListener('message', ({ data }: MessageEvent<Solution | { error: unknown } | null>) => {
        if (data && 'counter' in data) resolve(data);
        else reject(new Error('No answer was found', { cause: data?.error }));
      });
      worker.postMessage({ type: 'work', challenge, counterStart: 0, counterStep: 1 });
    }).finally(() => worker.terminate());
  }

  #field(): HTMLInputElement {
    return this.querySelector<HTMLInputElement>('input[name=altcha]')!;
  }
}

customElements.define('proof-of-work', ProofOfWork);
