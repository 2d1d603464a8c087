/** Calls the JSON API as one token, and public addresses as nobody. Throws with the answer when it is not the one wanted. */
export class ApiClient {
  constructor(
    private readonly url: string,
    private readonly token: string | null,
  ) {}

  async get<T>(path: string): Promise<T> {
    return this.json<T>('GET', path);
  }

  async post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.json<T>('POST', path, body);
  }

  async put<T>(path: string, body: unknown): Promise<T> {
    return this.json<T>('PUT', path, body);
  }

  /** The status and text of any address, without a token. */
  async look(path: string): Promise<{ status: number; text: string }> {
    const response = await fetch(this.url + path, { redirect: 'manual' });
    return { status: response.status, text: await response.text() };
  }

  async send<T>(method: string, path: string, init: RequestInit): Promise<T> {
    const response = await fetch(this.url + path, {
      method,
      ...init,
      headers: { authorization: `Bearer ${this.token}`, ...(init.headers as Record<string, string>) },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 400)}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  private async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    return this.send<T>(method, path, { headers, ...content });
  }
}
