import { forgetText, keepText, keptText, type KeptText, markTextSent } from './kept-text.js';

const PAUSE_MS = 1200;
const RETRY_MS = 10_000;

/** What the server answers to an autosave. `fields` are written back, such as the new version number. */
type Answer = { message?: string; fields?: Record<string, string> };

/**
 * Sends the form a moment after the last change, one request at a time, and keeps the text in the
 * browser until the server has it. 409 (somebody else changed it) stops the saving and says so;
 * anything else is tried again. `X-Autosave: 1` tells the controller to answer with JSON.
 */
class AutoSave extends HTMLElement {
  #form: HTMLFormElement | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts the changes; equal to the saved one when the server has everything. */
  #revision = 0;
  #savedRevision = 0;
  #isSaving = false;
  #isStopped = false;

  connectedCallback(): void {
    this.#form = this.querySelector('form');
    // Not `change`: it comes as a field is left for the save button, whose place must not move under the pointer.
    this.#form?.addEventListener('input', () => this.#changed());
    this.#form?.addEventListener('submit', () => this.#sentByHand());
    window.addEventListener('beforeunload', this.#warn);
    window.addEventListener('online', this.#saveNow);
    this.#offerKeptText();
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
    window.removeEventListener('beforeunload', this.#warn);
    window.removeEventListener('online', this.#saveNow);
  }

  #changed(): void {
    this.#revision += 1;
    keepText(this.#key, this.#fields(), new Date());
    if (this.#isStopped) return;
    this.#say('Not saved yet', 'waiting');
    this.#saveIn(PAUSE_MS);
  }

  #saveIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#saveNow, milliseconds);
  }

  #saveNow = (): void => {
    if (!this.#isDirty || this.#isSaving || this.#isStopped) return;
    this.#isSaving = true;
    this.#say('Saving …', 'saving');
    const revision = this.#revision;
    void this.#send(revision).then((retryIn) => {
      this.#isSaving = false;
      if (this.#isStopped) return;
      // What was typed during the request found it busy, and is sent now.
      if (this.#revision !== revision) this.#saveIn(PAUSE_MS);
      else if (retryIn !== null) this.#saveIn(retryIn);
    });
  };

  /** Resolves with the time after which the same text is worth another try, or null. */
  async #send(revision: number): Promise<number | null> {
    const response = await this.#post().catch(() => undefined);
    const answer = response ? await readAnswer(response) : {};
    if (response?.ok) {
      this.#saved(answer, revision);
      return null;
    }
    if (response?.status === 409) this.#isStopped = true;
    this.#say(answer.message ?? whyNotSaved(response), 'failed');
    return response?.status === 422 ? null : RETRY_MS;
  }

  #post(): Promise<Response> {
    return fetch(this.dataset['action'] ?? '', {
      method: 'POST',
      headers: { accept: 'application/json', 'x-autosave': '1' },
      body: new URLSearchParams(this.#fields()),
    });
  }

  #saved(answer: Answer, revision: number): void {
    this.#savedRevision = revision;
    for (const [name, value] of Object.entries(answer.fields ?? {})) this.#write(name, value);
    if (!this.#isDirty) forgetText(this.#key);
    this.#say(answer.message ?? 'Saved', 'saved');
    this.dispatchEvent(new CustomEvent('auto-save:saved', { bubbles: true }));
  }

  #sentByHand(): void {
    clearTimeout(this.#timer);
    this.#savedRevision = this.#revision;
    markTextSent(this.#key);
  }

  #warn = (event: BeforeUnloadEvent): void => {
    if (this.#isDirty) event.preventDefault();
  };

  get #isDirty(): boolean {
    return this.#revision !== this.#savedRevision;
  }

  #offerKeptText(): void {
    if ('refused' in this.dataset) return;
    const kept = keptText(this.#key);
    if (!kept || this.#isStored(kept) || sameFields(kept.fields, this.#fields()))
      return forgetText(this.#key);
    const offer = document.createElement('div');
    offer.className = 'notice notice-hold';
    offer.setAttribute('role', 'status');
    const text = document.createElement('div');
    text.textContent = `This browser kept text from ${new Date(kept.at).toLocaleString()} that was not saved.`;
    offer.append(
      text,
      this.#offerButton('Bring it back', offer, () => this.#bringBack(kept)),
      this.#offerButton('Discard it', offer, () => forgetText(this.#key)),
    );
    this.prepend(offer);
  }

  /** It was sent by hand, and the page that came back was saved after that. */
  #isStored({ at, sent }: KeptText): boolean {
    const saved = Date.parse(this.dataset['saved'] ?? '');
    return sent === true && saved >= Date.parse(at);
  }

  #offerButton(label: string, offer: HTMLElement, action: () => void): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button';
    button.textContent = label;
    button.addEventListener('click', () => {
      offer.remove();
      action();
    });
    return button;
  }

  #bringBack(kept: KeptText): void {
    for (const box of this.#form?.querySelectorAll<HTMLInputElement>('input[type=checkbox]') ?? [])
      box.checked = false;
    for (const [name, value] of kept.fields) this.#write(name, value);
    this.#changed();
  }

  #write(name: string, value: string): void {
    const editor = this.querySelector<HTMLElement & { value: string }>(
      `rich-text[name="${CSS.escape(name)}"]`,
    );
    if (editor) {
      editor.value = value;
      return;
    }
    for (const field of this.#form?.querySelectorAll<HTMLInputElement>(`[name="${CSS.escape(name)}"]`) ??
      []) {
      if (field.type === 'checkbox' || field.type === 'radio') field.checked ||= field.value === value;
      else field.value = value;
    }
  }

  #fields(): [string, string][] {
    if (!this.#form) return [];
    return [...new FormData(this.#form)].filter(
      (field): field is [string, string] => typeof field[1] === 'string',
    );
  }

  #say(message: string, state: string): void {
    const indicator = this.querySelector<HTMLElement>('[data-save-indicator]');
    if (!indicator) return;
    indicator.textContent = message;
    indicator.dataset['state'] = state;
  }

  get #key(): string {
    return this.dataset['key'] ?? location.pathname;
  }
}

function whyNotSaved(response: Response | undefined): string {
  if (!response) return 'No connection: kept in this browser';
  if (response.status === 401) return 'You are signed out: kept in this browser';
  if (response.status === 409)
    return 'Somebody else changed this meanwhile. Your text is kept in this browser.';
  return 'Could not save: kept in this browser';
}

async function readAnswer(response: Response): Promise<Answer> {
  if (!response.headers.get('content-type')?.includes('json')) return {};
  return ((await response.json().catch(() => ({}))) as Answer | null) ?? {};
}

function sameFields(one: [string, string][], other: [string, string][]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

customElements.define('auto-save', AutoSave);
