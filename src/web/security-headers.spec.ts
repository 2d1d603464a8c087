import { describe, expect, it } from '@jest/globals';
import {
  downloadSecurityHeaders,
  emailPreviewSecurityHeaders,
  pageSecurityHeaders,
} from './security-headers.js';

const policyOf = (headers: Record<string, string>): string[] =>
  (headers['content-security-policy'] ?? '').split('; ');

describe('the headers of a page', () => {
  const headers = pageSecurityHeaders({ https: true });

  it('allow no inline script, no inline style, no eval and no other origin', () => {
    expect(headers['content-security-policy']).not.toMatch(/unsafe|nonce|https:|\*/);
    expect(policyOf(headers)).toEqual(
      expect.arrayContaining([
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
      ]),
    );
  });

  it('let nobody frame it', () => {
    expect(policyOf(headers)).toContain("frame-ancestors 'none'");
    expect(headers['x-frame-options']).toBe('DENY');
  });

  it('ask for HTTPS only where there is HTTPS', () => {
    expect(headers['strict-transport-security']).toContain('max-age=');
    expect(pageSecurityHeaders({ https: false })).not.toHaveProperty('strict-transport-security');
  });
});

describe('the headers of an e-mail preview', () => {
  const headers = emailPreviewSecurityHeaders();

  it('sandbox it without any permission and allow its inline styles only', () => {
    expect(policyOf(headers)).toEqual(
      expect.arrayContaining(["default-src 'none'", "style-src 'unsafe-inline'", 'sandbox']),
    );
    expect(headers['content-security-policy']).not.toContain('script-src');
  });

  it('let only our own pages frame it and nothing store it', () => {
    expect(policyOf(headers)).toContain("frame-ancestors 'self'");
    expect(headers['cache-control']).toBe('no-store');
  });
});

it('a downloaded file is never rendered as a page of ours', () => {
  expect(downloadSecurityHeaders()).toMatchObject({
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  });
});
